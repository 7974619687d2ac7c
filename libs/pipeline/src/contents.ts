import { readdir } from 'node:fs/promises';

import type { Contents } from '@audiobook/model/contents';
import { fail, ok, type Result } from '@audiobook/model/result';
import { type BookPaths, chapterFolderPattern, chapterNumber } from './book-paths.ts';
import { writeJson } from './write-file-atomic.ts';

/** Lists a book's chapter folders by their number, and writes contents.json. */
export async function contents(book: BookPaths): Promise<Result<Contents>> {
  const chapters = await chapterFolders(book);
  if (chapters.length === 0) {
    return fail({
      kind: 'bad-file',
      doing: `listing the chapters of ${book.slug}`,
      file: book.chapters,
      found: 'there is no chapter',
      remedy: 'Make one: a folder such as 01-the-ferry with a text.md in it.',
    });
  }
  await writeJson(book.contents, { chapters });
  return ok({ chapters });
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
