import { relative } from 'node:path';
import { positionFinder } from '@audiobook/settings/position-in-json';
import { repeatedChapters } from '@audiobook/text/checks/repeated-chapters';
import type { TextFlaw } from '@audiobook/text/checks/text-check';
import { textChecks } from '@audiobook/text/checks/text-checks';
import { bookChecks } from './book-checks.ts';
import type { CheckedBook, CheckedSource } from './checked-book.ts';
import type { Finding } from './finding.ts';

/** Runs all checks over a book: what concerns the whole of it first, then chapter by chapter. */
export async function findAll(book: CheckedBook): Promise<Finding[]> {
  const found: Finding[][] = [];
  for (const { name: check, check: find } of bookChecks) {
    found.push((await find(book)).map((finding) => ({ ...finding, check })));
  }
  const repeated = repeatedChapters(book.chapters);
  for (const [index, chapter] of book.chapters.entries()) {
    const toFindings = findingsIn(book, chapter);
    found.push(toFindings('repetition', repeated[index] ?? []));
    for (const { name, check } of textChecks) found.push(toFindings(name, check(chapter)));
  }
  return found.flat();
}

function findingsIn({ paths }: CheckedBook, { paths: chapter, source }: CheckedSource) {
  const positionOf = positionFinder(source);
  const file = relative(paths.workspace, chapter.text);
  return (check: string, flaws: readonly TextFlaw[]): Finding[] =>
    flaws.map(({ at, ...flaw }) => ({
      ...{ check, ...flaw, file, ...positionOf(at), chapter: chapter.project },
    }));
}
