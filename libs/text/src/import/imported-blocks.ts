import type { ImportedBlock } from './imported-book.ts';

/** The title of a chapter that is made of what stands before the first and has no name. */
export const frontMatter = 'Front matter';

/** Breaks only where there are scenes on both sides: none beside headings, none twice. */
export function tidySceneBreaks(blocks: readonly ImportedBlock[]): ImportedBlock[] {
  const isText = (block: ImportedBlock | undefined) =>
    block !== undefined && block.kind !== 'heading' && block.kind !== 'scene-break';
  const next: (ImportedBlock | undefined)[] = [];
  for (let at = blocks.length - 1; at >= 0; at--) {
    const behind = blocks[at + 1];
    next[at] = behind?.kind === 'scene-break' ? next[at + 1] : behind;
  }
  return blocks.filter(
    ({ kind }, at) => kind !== 'scene-break' || (isText(blocks[at - 1]) && isText(next[at])),
  );
}

export function headingBlock(text: string, level: number): ImportedBlock {
  return { kind: 'heading', level, lines: [text] };
}
