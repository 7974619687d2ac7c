import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { slugPattern } from './book-paths.ts';

/** What to tell the user of folders that hold a book and, for their name, can be none. */
export async function misnamedBooks(workspace: string): Promise<string[]> {
  const books = join(workspace, 'books');
  const entries = await readdir(books, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !slugPattern.test(entry.name))
    .filter(({ name }) =>
      ['book.json', 'chapters'].some((part) => existsSync(join(books, name, part))),
    )
    .map(
      ({ name }) =>
        `books/${name} is passed over: a book’s folder is named by words of a to z and digits, joined by hyphens, such as my-book. Rename it.`,
    );
}
