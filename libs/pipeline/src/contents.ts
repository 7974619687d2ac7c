import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import type { Contents } from '@audiobook/model/contents';
import { fail, ok, type Result } from '@audiobook/model/result';
import { type BookPaths, chapterFolderPattern, chapterNumber } from './book/book-paths.ts';

/**
 * Lists a book's chapter folders by their number, and writes contents.json.
 *
 * Fails with `bad-file` where a folder can be no chapter, so that none is missing from the book
 * without a word.
 */
export async function contents(book: BookPaths): Promise<Result<Contents>> {
  const doing = `listing the chapters of ${book.slug}`;
  const problem = await chapterProblem(book);
  if (problem !== undefined) return fail({ kind: 'bad-file', doing, ...problem });
  const chapters = await chapterFolders(book);
  await writeJson(book.contents, { chapters });
  return ok({ chapters });
}

/** What keeps a book's folders from being its chapters. */
export interface ChapterProblem {
  file: string;
  found: string;
  remedy: string;
}

/** The first folder of a book that can be no chapter, or that there is none at all. */
export async function chapterProblem(book: BookPaths): Promise<ChapterProblem | undefined> {
  const entries = await readdir(book.chapters, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
  const byNumber = new Map<number, string>();
  for (const folder of folders) {
    const file = join(book.chapters, folder);
    const hasText = existsSync(join(file, 'text.md'));
    if (!chapterFolderPattern.test(folder)) {
      // What an import keeps of a chapter that is gone, for one.
      if (!hasText) continue;
      const found = 'its name is not that of a chapter';
      const remedy =
        'Name it by a number of at least two digits and words of a to z, such as 03-the-ferry.';
      return { file, found, remedy };
    }
    if (!hasText) {
      const remedy = 'Restore the text, or remove the folder if the chapter is to go.';
      return { file, found: 'it has no text.md', remedy };
    }
    const number = Number(chapterNumber(folder));
    const twin = byNumber.get(number);
    if (twin !== undefined) {
      return { file, found: `${twin} has the same number`, remedy: 'Renumber one of them.' };
    }
    byNumber.set(number, folder);
  }
  if (byNumber.size > 0) return undefined;
  const remedy = 'Make one: a folder such as 01-the-ferry with a text.md in it.';
  return { file: book.chapters, found: 'there is no chapter', remedy };
}

/** The chapter folders that a book has now, in order. */
export async function chapterFolders(book: BookPaths): Promise<string[]> {
  const files = await readdir(book.chapters, { recursive: true }).catch(() => []);
  return files
    .filter((file) => file.endsWith('/text.md'))
    .map((file) => file.slice(0, -'/text.md'.length))
    .filter((folder) => chapterFolderPattern.test(folder))
    .sort((a, b) => Number(chapterNumber(a)) - Number(chapterNumber(b)));
}
