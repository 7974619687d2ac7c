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
  for (const [at, group] of groups.entries()) {
    inList = isListHeading(group) || (inList && !starts.has(at) && isListLike(group));
    if (inList) listed.add(at);
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

function isListLike(group: LineGroup): boolean {
  const lines = group.lines.map((line) => line.trim());
  if (lines.some((line) => line.length > longestEntry)) return false;
  const sentences = lines.filter(
    (line) => /[.!?…]["”»]?$/.test(line) && line.split(' ').length > 8,
  );
  const isParagraph =
    lines.length > 3 && !lines.slice(1).some((line) => /^["«“]?[\p{Lu}\d]/u.test(line));
  return sentences.length * 2 <= lines.length && !isParagraph && groupText(group).length > 0;
}
