import { fail, ok, type Result } from '@audiobook/model/result';
import { parseCounts } from '../plan/parse-counts.ts';
import { type BookPaths, type ChapterPaths, chapterPaths } from './book-paths.ts';
import { chapterOfNumber, numberedChapters } from './numbered-chapters.ts';

/**
 * The chapters of a book that `--chapters` names, in order: by the numbers that players show, such as `3-5` or
 * `1,4,7-9`; of several chapters that have one number, the one that is heard under it. All of them without it.
 */
export async function chosenChapters(
  book: BookPaths,
  option: string | number | undefined,
): Promise<Result<ChapterPaths[]>> {
  const chapters = await numberedChapters(book);
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
