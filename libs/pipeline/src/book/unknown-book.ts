import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Failure } from '@audiobook/model/failure';
import type { BookPaths } from './book-paths.ts';

/** What a book that is not there gets: the names of those that are. */
export async function unknownBook(
  { slug, folder }: BookPaths,
  doing: string,
  option: string,
): Promise<Failure> {
  const books = dirname(folder);
  const names = await readdir(books).catch(() => []);
  const slugs = names.filter((name) => existsSync(join(books, name, 'book.json'))).sort();
  return {
    kind: 'bad-request',
    doing,
    found: `there is no book “${slug}”`,
    remedy:
      slugs.length > 0
        ? `Name one of these${option}: ${slugs.join(', ')}.`
        : 'Import one first: npx nx g @audiobook/nx:book <file>',
  };
}
