import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { readNumberedHeading } from '../numbered-heading.ts';
import { type Placed, type Section, sectionsOfEntries } from './contents-sections.ts';
import type { SourceText } from './source-text.ts';

/** A heading at the place where it stands among the blocks. */
interface PlacedHeading {
  at: number;
  label: string;
  /** 1 to 6; a chapter's number within another chapter counts as being beside it. */
  level: number;
}

/**
 * Sections of a text whose table of contents is missing or says nothing: by its highest headings
 * that occur more than once, else by its pages. Those without a heading have no label.
 *
 * Without headings, short paragraphs that count chapters are theirs.
 *
 * Headings below them are sections within a chapter, or chapters of parts, as in a table of contents.
 */
export function sectionsOfHeadings(text: SourceText): Section[] {
  const headings = besideEachOther(headingsOf(text.blocks));
  const level = highestLevel(headings);
  if (level === undefined) return sectionsOfNumbers(text) ?? sectionsOfPages(text);
  const end = text.blocks.length;
  return sectionsOfEntries(
    entriesOf(
      headings.filter((heading) => heading.level >= level),
      end,
    ),
    text,
  );
}

function headingsOf(blocks: readonly SourceBlock[]): PlacedHeading[] {
  return [...blocks.entries()].flatMap(([at, block]) => {
    const isText = block.leftOut === undefined && block.note === undefined && !block.moved;
    if (block.kind !== 'heading' || !isText) return [];
    return [{ at, label: blockText(block), level: block.level }];
  });
}

/** "Chapter 4" below "Chapter 3" is no section of it, whatever its level. */
function besideEachOther(headings: readonly PlacedHeading[]): PlacedHeading[] {
  const open: { level: number; own: number; word: string | undefined }[] = [];
  return headings.map((heading) => {
    while ((open.at(-1)?.own ?? 0) >= heading.level) open.pop();
    const numbered = readNumberedHeading(heading.label);
    const word = numbered?.rank === 'chapter' ? numbered.word : undefined;
    const beside = word === undefined ? undefined : open.find((other) => other.word === word);
    const level = beside?.level ?? heading.level;
    open.push({ level, own: heading.level, word });
    return { ...heading, level };
  });
}

function highestLevel(headings: readonly PlacedHeading[]): number | undefined {
  return [1, 2, 3, 4, 5, 6].find(
    (level) => headings.filter((heading) => heading.level === level).length > 1,
  );
}

/** Headings as a tree: each holds those of lower levels behind it. */
function entriesOf(headings: readonly PlacedHeading[], end: number): Placed[] {
  const top: Placed[] = [];
  const open: { level: number; entry: Placed }[] = [];
  for (const { at, label, level } of headings) {
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= level) {
      const closed = open.pop();
      if (closed) closed.entry.end = at;
    }
    const entry: Placed = { label, start: at, end, children: [] };
    (open.at(-1)?.entry.children ?? top).push(entry);
    open.push({ level, entry });
  }
  return top;
}

/** A paragraph that is longer, in characters, is no heading. */
const longestHeading = 80;

/** Without any headings: short paragraphs that count chapters, as "Chapter 4" in bold does. */
function sectionsOfNumbers({ blocks }: SourceText): Section[] | undefined {
  const starts = [...blocks.entries()].flatMap(([at, block]) => {
    const words = blockText(block);
    const isText = block.leftOut === undefined && block.note === undefined && !block.moved;
    const isShort = block.kind === 'paragraph' && words.length <= longestHeading;
    return isText && isShort && isChapterLine(words) ? [{ at, label: words }] : [];
  });
  if (starts.length < 2) return undefined;
  return starts.map(({ at, label }, index) => ({
    ...{ label, rank: 'chapter', start: at },
    end: starts[index + 1]?.at ?? blocks.length,
  }));
}

function isChapterLine(words: string): boolean {
  return readNumberedHeading(words)?.rank === 'chapter' && !/[,;…]$/.test(words);
}

function sectionsOfPages({ blocks, pageStarts }: SourceText): Section[] {
  return pageStarts.map((start, at) => {
    const heading = blocks[start];
    const label = heading?.kind === 'heading' ? blockText(heading) : '';
    return { label, rank: 'chapter', start, end: pageStarts[at + 1] ?? blocks.length };
  });
}
