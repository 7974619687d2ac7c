import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookPaths } from './book-paths.ts';
import { chapterOfNumber, numberedChapters } from './numbered-chapters.ts';

/**
 * The chapter folders that `--chapters` names, in book order: numbers as players show them, and ranges of
 * them, such as `3-5` or `1,4,7-9`. All of the book's chapters without it.
 */
export async function chaptersInRange(
  book: BookPaths,
  range: string | number | undefined,
): Promise<Result<string[]>> {
  const chapters = await numberedChapters(book);
  if (range === undefined) return ok(chapters.map(({ folder }) => folder));
  const doing = `reading --chapters=${range} for ${book.slug}`;
  const bad = (found: string, remedy: string) =>
    fail({ kind: 'bad-request', doing, found, remedy });
  const named = new Set<string>();
  for (const part of String(range).split(',')) {
    const [, from, to = from] = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part) ?? [];
    if (from === undefined || Number(from) > Number(to)) {
      return bad(
        `“${part}” names no chapters`,
        'Write numbers and ranges, such as 3, 3-5 or 1,4,7-9.',
      );
    }
    for (let number = Number(from); number <= Number(to); number++) {
      const chapter = chapterOfNumber(chapters, number);
      if (chapter === undefined) {
        const known = [...new Set(chapters.map((one) => one.number))].sort((a, b) => a - b);
        return bad(`there is no chapter ${number}`, `The book has these: ${known.join(', ')}.`);
      }
      named.add(chapter.folder);
    }
  }
  return ok(chapters.map(({ folder }) => folder).filter((folder) => named.has(folder)));
}
