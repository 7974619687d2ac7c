import { lettersOf } from '../clean-text.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { readNumberedHeading } from '../numbered-heading.ts';
import { parseNumeral } from '../numerals.ts';
import { leftOutPage } from '../page-names.ts';
import type { ContentsEntry } from './contents-entry.ts';
import type { SourceText } from './source-text.ts';

/** A stretch of the text under one name of the table of contents. */
export interface Section {
  label: string;
  /** A part's own text is what stands before its first chapter. */
  rank: 'part' | 'chapter';
  /** Its first block, and the first block behind it. */
  start: number;
  end: number;
}

/** An entry whose place in the text is known. */
export interface Placed {
  label: string;
  start: number;
  /** Where the next entry of the same or a higher level begins. */
  end: number;
  children: Placed[];
}

/**
 * The stretches of text that a table of contents tells apart, without gaps from the first on.
 *
 * Of a nested contents either the inner entries are chapters and the outer ones parts, or the outer
 * ones are chapters and the inner ones sections within them: see `chooseSections()`.
 */
export function sectionsOfContents(
  contents: readonly ContentsEntry[],
  text: SourceText,
): Section[] {
  const shared = sharedPages(contents);
  const placed = placeEntries(contents, { text, shared, end: text.blocks.length });
  return sectionsOfEntries(placed, text);
}

/** The same of entries whose places are known. */
export function sectionsOfEntries(entries: Placed[], text: SourceText): Section[] {
  const sections = chooseSections(entries, text);
  sections.sort((one, other) => one.start - other.start);
  const bounded = sections.map((section, at) => ({
    ...section,
    end: sections[at + 1]?.start ?? text.blocks.length,
  }));
  return bounded.flatMap((section) => divideSection(section, text));
}

/** Pages that several entries lead to as a whole: their headings tell the places. */
function sharedPages(contents: readonly ContentsEntry[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  const look = (entries: readonly ContentsEntry[]) => {
    for (const { place, children } of entries) {
      if (place && place.fragment === undefined) {
        if (seen.has(place.path)) shared.add(place.path);
        seen.add(place.path);
      }
      look(children);
    }
  };
  look(contents);
  return shared;
}

interface Placing {
  text: SourceText;
  shared: ReadonlySet<string>;
  end: number;
}

function placeEntries(entries: readonly ContentsEntry[], { end, ...within }: Placing): Placed[] {
  const found = reachable(entries, within);
  found.sort((one, other) => one.start - other.start);
  return found.map(({ entry, start }, at) => {
    const ownEnd = Math.max(found[at + 1]?.start ?? end, start);
    return {
      label: entry.label,
      start,
      end: ownEnd,
      children: placeEntries(entry.children, { ...within, end: ownEnd }),
    };
  });
}

interface Reached {
  entry: ContentsEntry;
  start: number;
}

/** Entries that lead nowhere group others; those take their place. */
function reachable(entries: readonly ContentsEntry[], within: Omit<Placing, 'end'>): Reached[] {
  return entries.flatMap((entry): Reached[] => {
    const start = startOf(entry, within);
    return start === undefined ? reachable(entry.children, within) : [{ entry, start }];
  });
}

/** Where a link's anchor is missing, or leads to a page of many entries, a heading tells the place. */
function startOf(
  { label, place }: ContentsEntry,
  { text, shared }: Omit<Placing, 'end'>,
): number | undefined {
  if (!place) return undefined;
  const isLost = place.fragment === undefined ? shared.has(place.path) : !text.hasAnchor(place);
  return (isLost ? text.findHeading(place.path, label) : undefined) ?? text.find(place);
}

/**
 * A part whose chapters the contents do not list is divided by its headings, and so is an entry for
 * nearly the whole book; chapters within a story are not the book's.
 */
function divideSection(section: Section, text: SourceText): Section[] {
  const starts = section.rank === 'chapter' ? chaptersWithin(section, text) : [];
  if (starts.length === 0) return [section];
  const chapters = starts.map((start, at): Section => {
    const heading = text.blocks[start];
    const end = starts[at + 1] ?? section.end;
    return { label: heading ? blockText(heading) : '', rank: 'chapter', start, end };
  });
  return [{ ...section, rank: 'part', end: starts[0] ?? section.end }, ...chapters];
}

function chaptersWithin({ label, start, end }: Section, { blocks }: SourceText): number[] {
  const rank = readNumberedHeading(label)?.rank;
  if (rank === 'chapter' || leftOutPage(label) !== undefined) return [];
  const own = lettersOf(label);
  const headings: number[] = [];
  for (let at = start; at < end; at++) {
    const block = blocks[at];
    const isOther = block?.kind === 'heading' && !block.leftOut && block.note === undefined;
    if (isOther && lettersOf(blockText(block)) !== own) headings.push(at);
  }
  const levelAt = (at: number) => blocks[at]?.level ?? 0;
  const numbered = headings.filter((at) => isNumberedChapter(blocks[at]));
  const isMostOfAll = end - start > blocks.length * 0.8 && numbered.length > 2;
  if (isMostOfAll || (rank === 'part' && numbered.length > 0)) {
    const level = levelAt(numbered[0] ?? start);
    return headings.filter((at) => levelAt(at) === level);
  }
  if (rank !== 'part') return [];
  const highest = headings.reduce((least, at) => Math.min(least, levelAt(at)), 6);
  const same = headings.filter((at) => levelAt(at) === highest);
  return same.length > 1 ? same : [];
}

function isNumberedChapter(block: SourceBlock | undefined): boolean {
  return block !== undefined && readNumberedHeading(blockText(block))?.rank === 'chapter';
}

function chooseSections(entries: Placed[], text: SourceText): Section[] {
  const nested = entries.filter(({ children }) => children.length > 0);
  const others = nested.reduce((sum, entry) => sum + leanTowardsPart(entry, text), 0);
  return entries.flatMap((entry): Section[] => {
    const { label, start, end, children } = entry;
    const own = namedLean(entry);
    const isPart = children.length > 0 && (own === 0 ? others > 0 : own > 0);
    if (!isPart) return [{ label, rank: 'chapter', start, end }];
    return [{ label, rank: 'part', start, end }, ...chooseSections(children, text)];
  });
}

/** What the entry's own name says: above 0 a part that holds chapters, below 0 a chapter. */
function namedLean({ label, children }: Placed): number {
  if (leftOutPage(label) !== undefined) return 1;
  const rank = readNumberedHeading(label)?.rank;
  if (rank === 'part') return 1;
  if (rank === 'chapter') return -1;
  const chapters = children.filter((child) => readNumberedHeading(child.label)?.rank === 'chapter');
  return chapters.length * 2 > children.length ? 1 : 0;
}

/**
 * How the entry's text divides: parts open with hardly more than a title and hold long chapters
 * that are often only numbered; chapters open with text of their own and hold short sections.
 */
function leanTowardsPart({ start, end, children }: Placed, text: SourceText): number {
  const lengthOf = (from: number, to: number) =>
    text.blocks
      .slice(from, to)
      .filter(({ noteBox }) => !noteBox?.atFoot)
      .reduce((sum, block) => sum + lettersOf(blockText(block)).length, 0);
  const own = lengthOf(start, children[0]?.start ?? end);
  const all = lengthOf(start, end);
  const each = (all - own) / children.length;
  const numbered = children.filter(({ label }) => parseNumeral(label.replace(/\W+$/, '')));
  return (
    (own > all / 20 ? -2 : 1) +
    (each > 6_000 ? 1 : -1) +
    (numbered.length * 2 > children.length ? 1 : 0)
  );
}
