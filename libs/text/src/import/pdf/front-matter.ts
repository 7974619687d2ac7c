import { isCopyrightPage } from '../chapters/page-kinds.ts';
import { cleanText } from '../clean-text.ts';
import { isDedication } from '../dedication.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { leftOutPage } from '../page-names.ts';
import type { PlacedBlock } from './pdf-blocks.ts';

/** Share of a page's blocks that lead to pages where it lists them. */
const leastLeading = 0.4;

/** Names the pages that list others, and those before the first chapter that are not the text. */
export function nameFrontMatter(
  blocks: readonly PlacedBlock[],
  firstChapter: number,
): PlacedBlock[] {
  const pages = [...Map.groupBy(blocks, ({ page }) => page).values()];
  let listed: string | undefined;
  let at = 0;
  return pages.flatMap((own) => {
    const isFront = at < firstChapter;
    at += own.length;
    listed = listedOn(own, listed);
    const name = listed ?? (isFront ? frontPage(own.map(({ block }) => block)) : undefined);
    return name === undefined ? own : own.map((placed) => named(placed, name));
  });
}

/** As what a page of entries that lead to pages is left out. @param before what the page before was */
function listedOn(blocks: readonly PlacedBlock[], before: string | undefined): string | undefined {
  const leading = blocks.filter(({ leads }) => leads).length;
  if (leading < 2 || leading < blocks.length * leastLeading) return undefined;
  const heading = blocks
    .slice(0, 3)
    .map(({ block }) => leftOutPage(cleanText(blockText(block))))
    .find((name) => name !== undefined);
  return heading ?? before ?? 'table of contents page';
}

function frontPage(blocks: readonly SourceBlock[]): string | undefined {
  if (isCopyrightPage(blocks)) return 'copyright page';
  const lines = blocks.flatMap((block) => block.lines);
  const isOne = isDedication(lines.join(' '));
  return isOne && lines.length <= 6 ? 'dedication' : undefined;
}

function named(placed: PlacedBlock, leftOut: string): PlacedBlock {
  return { ...placed, block: { ...placed.block, leftOut } };
}
