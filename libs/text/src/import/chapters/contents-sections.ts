import { lettersOf } from '../clean-text.ts';
import { blockText } from '../markup/source-block.ts';
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
  return sectionsOfEntries(placeEntries(contents, text, text.blocks.length), text);
}

/** The same of entries whose places are known. */
export function sectionsOfEntries(entries: Placed[], text: SourceText): Section[] {
  const sections = chooseSections(entries, text);
  sections.sort((one, other) => one.start - other.start);
  return sections.map((section, at) => ({
    ...section,
    end: sections[at + 1]?.start ?? text.blocks.length,
  }));
}

function placeEntries(entries: readonly ContentsEntry[], text: SourceText, end: number): Placed[] {
  const found = reachable(entries, text);
  found.sort((one, other) => one.start - other.start);
  return found.map(({ entry, start }, at) => {
    const ownEnd = Math.max(found[at + 1]?.start ?? end, start);
    return {
      label: entry.label,
      start,
      end: ownEnd,
      children: placeEntries(entry.children, text, ownEnd),
    };
  });
}

interface Reached {
  entry: ContentsEntry;
  start: number;
}

/** Entries that lead nowhere group others; those take their place. */
function reachable(entries: readonly ContentsEntry[], text: SourceText): Reached[] {
  return entries.flatMap((entry): Reached[] => {
    const start = entry.place && text.find(entry.place);
    return start === undefined ? reachable(entry.children, text) : [{ entry, start }];
  });
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
    text.blocks.slice(from, to).reduce((sum, block) => sum + lettersOf(blockText(block)).length, 0);
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
