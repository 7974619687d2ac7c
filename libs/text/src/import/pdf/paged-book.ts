import type { LeftOutText } from '../book-reader.ts';
import type { PagedBook } from '../chapters/divide-pages.ts';
import type { PlacedPage } from '../chapters/source-text.ts';
import { leftOutPage } from '../page-names.ts';
import { nameFrontMatter } from './front-matter.ts';
import { NotedPages } from './noted-pages.ts';
import type { PlacedBlock } from './pdf-blocks.ts';
import {
  type BlockEntry,
  contentsOfHeadings,
  contentsOfOutline,
  placeEntries,
} from './pdf-contents.ts';
import type { PdfLayout } from './pdf-layout.ts';
import type { PdfOutlineEntry } from './pdf-pages.ts';

/** What is known of the whole file. */
export interface Account {
  letters: number;
  leftOut: LeftOutText[];
}

export interface PagesAndFront extends Omit<PagedBook, 'facts'> {
  /** What stands before the first chapter. */
  front: PlacedBlock[];
}

/** Lists that go on over pages, where other pages that are left out are single ones. */
const lists = /contents|index|list|licen|notes/;

/**
 * A PDF as pages and contents, as books of other formats are. Within a chapter its pages mean
 * nothing; before the first one each may be of its own kind.
 */
export function pagedBook(
  layout: PdfLayout,
  outline: readonly PdfOutlineEntry[],
  { letters, leftOut }: Account,
): PagesAndFront {
  const draft = chooseContents(outline, nameFrontMatter(layout.blocks, 0));
  const first = entriesIn(draft).reduce(
    (least, { at }) => Math.min(least, at),
    layout.blocks.length,
  );
  const front = draft.length > 0 ? first : frontEnd(layout.blocks);
  const blocks = nameFrontMatter(layout.blocks, front);
  const starts = pageStarts(blocks, entriesIn(draft), front);
  const noted = new NotedPages(blocks, layout.notes, starts);
  const pages = starts.map((start, at): PlacedPage => {
    const isFirst = at === 0;
    return {
      path: String(start),
      page: {
        ...noted.write(start, starts[at + 1] ?? blocks.length),
        ends: new Map(),
        pronunciations: [],
        leftOut: isFirst ? leftOut : [],
        images: 0,
        letters: isFirst ? letters : 0,
      },
    };
  });
  const placeOf = (at: number) => {
    const start = starts.findLast((start) => start <= at) ?? 0;
    return { path: String(start), fragment: String(at) };
  };
  return {
    pages,
    contents: placeEntries(draft, placeOf),
    front: blocks.slice(0, Math.max(0, front)),
  };
}

/** The outline, if it tells chapters apart; else the headings. */
function chooseContents(
  outline: readonly PdfOutlineEntry[],
  blocks: readonly PlacedBlock[],
): BlockEntry[] {
  const listed = contentsOfOutline(outline, blocks);
  const places = new Set(entriesIn(listed).map(({ at }) => at));
  return places.size > 1 ? listed : contentsOfHeadings(blocks);
}

function entriesIn(entries: readonly BlockEntry[]): { label: string; at: number }[] {
  return entries.flatMap(({ label, at, children }) => [
    ...(at === undefined ? [] : [{ label, at }]),
    ...entriesIn(children),
  ]);
}

/** A text without headings has at most so many pages before it. */
const mostFrontPages = 4;

function frontEnd(blocks: readonly PlacedBlock[]): number {
  const isLong = ({ block }: PlacedBlock) => block.lines.join(' ').length > 400;
  const text = blocks.find(isLong)?.page ?? 0;
  return blocks.findIndex(({ page }) => page >= Math.min(text, mostFrontPages));
}

function pageStarts(
  blocks: readonly PlacedBlock[],
  entries: readonly { label: string; at: number }[],
  front: number,
): number[] {
  const labels = new Map(entries.map(({ label, at }) => [at, label]));
  const starts = new Set([0]);
  let isSingle = true;
  for (const [at, { page }] of blocks.entries()) {
    const label = labels.get(at);
    if (label !== undefined) {
      const name = leftOutPage(label);
      isSingle = name !== undefined && !lists.test(name);
      starts.add(at);
    } else if (at < front || isSingle) {
      if (page !== blocks[at - 1]?.page && entries.length > 0) starts.add(at);
    }
  }
  return [...starts];
}
