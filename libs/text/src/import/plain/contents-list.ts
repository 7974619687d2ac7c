import { lettersOf } from '../clean-text.ts';
import { leftOutPage } from '../page-names.ts';
import type { Candidate } from './heading-candidates.ts';
import { groupText, type LineGroup } from './line-groups.ts';

/** A line longer than this, in characters, lists nothing. */
const longestEntry = 120;

/**
 * The groups that list the book's chapters, headings of lists included, by index: what stands under
 * a heading such as "Contents", and headings that count without any text between them.
 */
export function contentsGroups(
  groups: readonly LineGroup[],
  candidates: readonly Candidate[],
  chapters: readonly Candidate[],
): Set<number> {
  const starts = new Set(chapters.map(({ at }) => at));
  const listed = new Set<number>();
  let inList = false;
  /** The entries of the list so far: one that comes again is the heading itself. */
  let entries = new Set<string>();
  for (const [at, group] of groups.entries()) {
    const lines = group.lines.map(entryKey);
    const isHeading = isListHeading(group);
    if (isHeading) entries = new Set();
    const isEntry =
      !starts.has(at) && isListLike(group) && !lines.some((line) => entries.has(line));
    inList = isHeading || (inList && isEntry);
    if (!inList) continue;
    listed.add(at);
    for (const line of lines) if (line !== '') entries.add(line);
  }
  const first = chapters[0]?.at ?? 0;
  for (const { at, family } of candidates) {
    if (at < first && !starts.has(at) && family !== 'part') listed.add(at);
  }
  return listed;
}

function isListHeading({ lines }: LineGroup): boolean {
  const page = lines.length === 1 ? leftOutPage(lines[0] ?? '') : undefined;
  return page === 'table of contents page' || page === 'list of illustrations';
}

/** What an entry is known by: its letters, without the page that it stands on; '' for longer lines. */
export function entryKey(line: string): string {
  if (line.length > longestEntry) return '';
  return lettersOf(line.replace(/[\s.·…_-]*\d+\s*$/, '')) || lettersOf(line);
}

/** Sentences that end within lines, where a list's end with them. */
function isProse(lines: readonly string[]): boolean {
  const ends = lines.flatMap((line) => line.match(/\p{Ll}[.!?…]["”»’]?\s+["“«‘]?\p{Lu}/gu) ?? []);
  return lines.join(' ').length > 2 * longestEntry && ends.length >= 2;
}

function isListLike(group: LineGroup): boolean {
  const lines = group.lines.map((line) => line.trim());
  if (lines.some((line) => line.length > longestEntry)) return false;
  const sentences = lines.filter(
    (line) => /[.!?…]["”»]?$/.test(line) && line.split(' ').length > 8,
  );
  const isParagraph =
    (lines.length > 3 && !lines.slice(1).some((line) => /^["«“]?[\p{Lu}\d]/u.test(line))) ||
    isProse(lines);
  return sentences.length * 2 <= lines.length && !isParagraph && groupText(group).length > 0;
}
