import { type ArchivePlace, resolveLink } from '../archive/archive-path.ts';
import type { LeftOutText } from '../book-reader.ts';
import { lettersOf } from '../clean-text.ts';
import { isGutenbergCredit, isGutenbergEnd, isGutenbergStart } from '../gutenberg.ts';
import type { Page } from '../markup/read-page.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { findNotes, type Note, type PlacedMark } from '../notes/find-notes.ts';
import { shiftMarks } from '../notes/note-marks.ts';

/** A page and its path in the archive. */
export interface PlacedPage {
  path: string;
  page: Page;
  /** As what the whole page is left out, where the package says so. */
  leftOut?: string | undefined;
}

/** The text of a whole book in reading order. */
export interface SourceText {
  blocks: SourceBlock[];
  /** The first block of each page, in reading order; pages without text have none of their own. */
  pageStarts: number[];
  /** The block that a link leads to: where a page has no such anchor, the page's first. */
  find(place: ArchivePlace): number | undefined;
  /** Whether a link's anchor is in the text. */
  hasAnchor(place: ArchivePlace): boolean;
  /** The first heading of these words on a page. */
  findHeading(path: string, words: string): number | undefined;
  /** By the numbers that blocks have as `note`. */
  notes: readonly Note[];
  /** Marks of notes, which are no longer in the blocks. */
  noteMarks: readonly LeftOutText[];
}

export function joinPages(pages: readonly PlacedPage[]): SourceText {
  const joined: SourceBlock[] = [];
  const starts = new Map<string, number>();
  const anchors = new Map<string, [start: number, end: number]>();
  let marks = 0;
  for (const { path, page, leftOut } of pages) {
    const start = joined.length;
    if (!starts.has(path)) starts.set(path, start);
    for (const [id, at] of page.anchors) {
      const end = Math.max(at + 1, page.ends.get(id) ?? 0);
      const key = `${path}#${id}`;
      if (!anchors.has(key)) anchors.set(key, [start + at, start + end]);
    }
    for (const block of page.blocks) {
      const lines = block.lines.map((line) => shiftMarks(line, marks));
      joined.push({ ...block, lines, ...(leftOut !== undefined && { leftOut }) });
    }
    marks += page.marks.length;
  }
  const pageStarts = [...new Set(starts.values())];
  const placed = pages.flatMap((page) => placeMarks(page, anchors, joined.length));
  const { blocks, notes, marks: noteMarks } = findNotes(joined, placed, new Set(pageStarts));
  const find = ({ path, fragment }: ArchivePlace) =>
    (fragment === undefined ? undefined : anchors.get(`${path}#${fragment}`)?.[0]) ??
    starts.get(path);
  return {
    blocks: nameGutenberg(blocks),
    pageStarts,
    find,
    hasAnchor: ({ path, fragment }) => anchors.has(`${path}#${fragment}`),
    findHeading: headingFinder(blocks, starts),
    notes,
    noteMarks,
  };
}

/** Looks headings up by the letters in them; the list of them is made when one is first wanted. */
function headingFinder(
  blocks: readonly SourceBlock[],
  starts: ReadonlyMap<string, number>,
): SourceText['findHeading'] {
  let headings: Map<string, number> | undefined;
  const pathOf = new Map([...starts].map(([path, start]) => [start, path]));
  const list = () => {
    const found = new Map<string, number>();
    let path: string | undefined;
    for (const [at, block] of blocks.entries()) {
      path = pathOf.get(at) ?? path;
      const key = `${path}#${lettersOf(blockText(block))}`;
      if (block.kind === 'heading' && !found.has(key)) found.set(key, at);
    }
    return found;
  };
  return (path, words) => {
    headings ??= list();
    return headings.get(`${path}#${lettersOf(words)}`);
  };
}

/** Where the marks of a page lead; a whole page is nobody's note unless the mark is a sure one. */
function placeMarks(
  { path, page }: PlacedPage,
  anchors: ReadonlyMap<string, [start: number, end: number]>,
  length: number,
): PlacedMark[] {
  return page.marks.map(({ href, ...own }) => {
    const place = href === undefined ? undefined : resolveLink(path, href);
    const found =
      place?.fragment === undefined ? undefined : anchors.get(`${place.path}#${place.fragment}`);
    const mark = { ...own, isLink: href !== undefined };
    return found && found[0] < length ? { ...mark, target: found[0], end: found[1] } : mark;
  });
}

/** Marks what Project Gutenberg added, which older books of theirs do not mark themselves. */
function nameGutenberg(blocks: SourceBlock[]): SourceBlock[] {
  const lines = blocks.map((block) => block.lines);
  const start = lines.findIndex((own) => own.some(isGutenbergStart));
  const end = lines.findIndex((own, at) => at > start && own.some(isGutenbergEnd));
  const creditsEnd = start + 4;
  return blocks.map((block, at) => {
    const isCredit = start >= 0 && at <= creditsEnd && isGutenbergCredit(blockText(block));
    if (at <= start || (at < creditsEnd && isCredit)) {
      return { ...block, leftOut: 'Project Gutenberg header' };
    }
    return end >= 0 && at >= end ? { ...block, leftOut: 'Project Gutenberg licence' } : block;
  });
}
