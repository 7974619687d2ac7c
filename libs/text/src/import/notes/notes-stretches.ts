import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { namesNotes } from './notes-names.ts';

/** Blocks under a heading, the heading apart. */
export interface Stretch {
  start: number;
  end: number;
}

/** What stands under headings such as "Notes", as far as the next heading of that level. */
export function notesStretches(
  blocks: readonly SourceBlock[],
  pageStarts: ReadonlySet<number>,
): Stretch[] {
  const found: Stretch[] = [];
  for (const [at, block] of blocks.entries()) {
    const isNamed = block.kind === 'heading' && namesNotes(blockText(block)) !== undefined;
    if (!isNamed || at < (found.at(-1)?.end ?? 0)) continue;
    found.push({ start: at + 1, end: endOfHeading(blocks, at, pageStarts) });
  }
  return found;
}

/**
 * Where what stands under a heading ends: at the next heading of its level or a higher one, or where
 * a page begins whose text is no longer under any.
 */
export function endOfHeading(
  blocks: readonly SourceBlock[],
  at: number,
  pageStarts: ReadonlySet<number>,
): number {
  const level = blocks[at]?.level ?? 0;
  let end = at + 1;
  while (end < blocks.length) {
    const block = blocks[end];
    if (block?.kind === 'heading' && block.level <= level) break;
    if (pageStarts.has(end) && block?.kind !== 'heading' && block?.note === undefined) break;
    end++;
  }
  return end;
}
