import type { ContentsEntry } from '../chapters/contents-entry.ts';
import { cleanText, lettersOf } from '../clean-text.ts';
import { blockText } from '../markup/source-block.ts';
import { readNumberedHeading } from '../numbered-heading.ts';
import { isNamedChapter, leftOutPage } from '../page-names.ts';
import type { PlacedBlock } from './pdf-blocks.ts';
import type { PdfOutlineEntry } from './pdf-pages.ts';

/** An entry of the contents, and the block that it leads to. */
export interface BlockEntry {
  label: string;
  at?: number | undefined;
  children: BlockEntry[];
}

/** The outline of the file as contents: each entry leads to its heading, else to its place. */
export function contentsOfOutline(
  outline: readonly PdfOutlineEntry[],
  blocks: readonly PlacedBlock[],
): BlockEntry[] {
  const pages = new Map<number, number[]>();
  for (const [at, { page }] of blocks.entries()) {
    const own = pages.get(page);
    if (own) own.push(at);
    else pages.set(page, [at]);
  }
  const read = (entries: readonly PdfOutlineEntry[]): BlockEntry[] =>
    entries.map((entry) => ({
      label: cleanText(entry.title),
      at: entry.page === undefined ? undefined : findPlace(entry, entry.page, pages, blocks),
      children: read(entry.children),
    }));
  return read(outline);
}

function findPlace(
  { title, top }: PdfOutlineEntry,
  page: number,
  pages: ReadonlyMap<number, number[]>,
  blocks: readonly PlacedBlock[],
): number | undefined {
  const own = pages.get(page) ?? [];
  const wanted = lettersOf(title);
  const headed = own.filter((at) => isTitle(blocks[at], wanted));
  const named = nearest(headed, top, blocks);
  if (named !== undefined) return startOfHeadings(named, blocks, wanted);
  const below = own.find((at) => top === undefined || (blocks[at]?.y ?? 0) >= top);
  return below ?? firstFrom(page + (top === undefined ? 0 : 1), pages);
}

function isTitle(placed: PlacedBlock | undefined, wanted: string): boolean {
  if (!placed || wanted === '') return false;
  const text = lettersOf(blockText(placed.block));
  if (text === wanted) return true;
  const isPart = text.length >= 3 && (wanted.includes(text) || text.includes(wanted));
  return placed.block.kind === 'heading' && isPart;
}

function nearest(
  candidates: readonly number[],
  top: number | undefined,
  blocks: readonly PlacedBlock[],
): number | undefined {
  const distance = (at: number) => Math.abs((blocks[at]?.y ?? 0) - (top ?? 0));
  return candidates.reduce<number | undefined>(
    (best, at) => (best === undefined || distance(at) < distance(best) ? at : best),
    undefined,
  );
}

/** "Chapter 4" stands above "The Ferry", which alone the outline may have, or both. */
function startOfHeadings(at: number, blocks: readonly PlacedBlock[], wanted: string): number {
  const above = blocks[at - 1];
  const own = blocks[at];
  if (!above || above.page !== own?.page || above.block.kind !== 'heading') return at;
  const text = blockText(above.block);
  const isNumber =
    readNumberedHeading(text)?.title === '' && readNumberedHeading(text)?.rank === 'chapter';
  return isNumber || wanted.startsWith(lettersOf(text)) ? at - 1 : at;
}

function firstFrom(page: number, pages: ReadonlyMap<number, number[]>): number | undefined {
  const last = [...pages.keys()].at(-1) ?? 0;
  for (let at = page; at <= last; at++) {
    const first = pages.get(at)?.[0];
    if (first !== undefined) return first;
  }
  return undefined;
}

/** What a heading is to the book. */
type Rank = 'part' | 'chapter' | undefined;

/** Contents of a book without an outline: its counted headings and those that look like them. */
export function contentsOfHeadings(blocks: readonly PlacedBlock[]): BlockEntry[] {
  const headings = [...blocks.keys()].filter((at) => {
    const block = blocks[at]?.block;
    return block?.kind === 'heading' && block.leftOut === undefined;
  });
  const ranks = rankHeadings(headings, blocks);
  const contents: BlockEntry[] = [];
  for (const at of headings) {
    const rank = ranks.get(at);
    if (rank === undefined || (ranks.get(at - 1) === rank && isNumber(blocks[at - 1]))) continue;
    const entry = { label: labelOf(at, blocks, ranks), at, children: [] };
    const part = contents.at(-1);
    const isIn = rank === 'chapter' && part && ranks.get(part.at ?? -1) === 'part';
    if (isIn && leftOutPage(entry.label) === undefined) part.children.push(entry);
    else contents.push(entry);
  }
  return contents;
}

function rankHeadings(
  headings: readonly number[],
  blocks: readonly PlacedBlock[],
): Map<number, Rank> {
  const counted = headings.filter((at) => countedRank(blocks[at]) === 'chapter');
  const levels = new Set(counted.map((at) => blocks[at]?.block.level));
  const level = levels.size === 0 ? chapterLevel(headings, blocks) : undefined;
  return new Map(
    headings.map((at): [number, Rank] => {
      const text = textAt(at, blocks);
      const own = countedRank(blocks[at]);
      if (own) return [at, own];
      const isNamed = isNamedChapter(text) || leftOutPage(text) !== undefined;
      const isLike = levels.has(blocks[at]?.block.level) || blocks[at]?.block.level === level;
      return [at, isNamed || isLike ? 'chapter' : undefined];
    }),
  );
}

function countedRank(placed: PlacedBlock | undefined): Rank {
  return placed && readNumberedHeading(blockText(placed.block))?.rank;
}

/** The largest headings that occur more than once. */
function chapterLevel(
  headings: readonly number[],
  blocks: readonly PlacedBlock[],
): number | undefined {
  const counts = new Map<number, number>();
  for (const at of headings) {
    const level = blocks[at]?.block.level ?? 0;
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  const levels = [...counts].filter(([, count]) => count > 1).map(([level]) => level);
  return levels.sort((one, other) => one - other)[0];
}

function textAt(at: number, blocks: readonly PlacedBlock[]): string {
  const block = blocks[at]?.block;
  return block ? blockText(block) : '';
}

function isNumber(placed: PlacedBlock | undefined): boolean {
  if (placed?.block.kind !== 'heading') return false;
  const text = blockText(placed.block);
  return readNumberedHeading(text)?.title === '' || /^[IVXLC\d]+\.?$/.test(text);
}

/** "Chapter 4" above "The Ferry" is "Chapter 4. The Ferry". */
function labelOf(
  at: number,
  blocks: readonly PlacedBlock[],
  ranks: ReadonlyMap<number, Rank>,
): string {
  const text = textAt(at, blocks);
  const below = blocks[at + 1];
  const isTitled =
    isNumber(blocks[at]) &&
    below?.block.kind === 'heading' &&
    below.page === blocks[at]?.page &&
    countedRank(below) === undefined &&
    ranks.get(at) === 'chapter';
  if (!isTitled) return text;
  return `${text}${/[.:!?—–-]$/.test(text) ? '' : '.'} ${blockText(below.block)}`;
}

/** Contents as the dividing of pages wants them. @param placeOf the page and anchor of a block */
export function placeEntries(
  entries: readonly BlockEntry[],
  placeOf: (at: number) => ContentsEntry['place'],
): ContentsEntry[] {
  return entries.map(({ label, at, children }) => {
    const place = at === undefined ? undefined : placeOf(at);
    return { label, children: placeEntries(children, placeOf), ...(place && { place }) };
  });
}
