import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { type BookPaths, type ChapterPaths, chapterPaths } from './book-paths.ts';
import { chapterOfNumber, numberedChapters } from './numbered-chapters.ts';
import { parseCounts } from './parse-counts.ts';

/**
 * The chapters of a book that `--chapters` names, in order: by the numbers that players show, such as `3-5` or
 * `1,4,7-9`; of several chapters that have one number, the one that is heard under it. All of them without it.
 * Fails where the book has none.
 */
export async function chosenChapters(
  book: BookPaths,
  option: string | number | undefined,
): Promise<Result<ChapterPaths[]>> {
  const chapters = await numberedChapters(book);
  if (chapters.length === 0) return fail(noChapters(book));
  const pathsOf = ({ folder }: { folder: string }) => chapterPaths(book, folder);
  if (option === undefined) return ok(chapters.map(pathsOf));
  const numbers = parseCounts('chapters', option);
  if (!numbers.ok) return numbers;
  const named = new Set(numbers.value.map((number) => chapterOfNumber(chapters, number)));
  const there = new Set(chapters.map(({ number }) => number));
  const missing = numbers.value.filter((number) => !there.has(number));
  if (missing.length > 0) {
    return fail({
      kind: 'bad-request',
      doing: `choosing chapters of ${book.slug}`,
      found: `it has no chapter ${missing.join(', ')}`,
      remedy: `Name some of these: ${[...there].join(', ')}.`,
    });
  }
  return ok(chapters.filter((chapter) => named.has(chapter)).map(pathsOf));
}

function noChapters({ slug }: BookPaths): Failure {
  return {
    kind: 'bad-request',
    doing: `choosing chapters of ${slug}`,
    found: 'it has none',
    remedy: `Write some, books/${slug}/chapters/01-…/text.md, or import them: npx nx g @audiobook/nx:book <file> --slug=${slug}`,
  };
}
