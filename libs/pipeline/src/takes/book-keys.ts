import { existsSync } from 'node:fs';
import type { TakeKey } from '@audiobook/model/digest';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Segments } from '@audiobook/model/script';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import { type BookPaths, chapterPaths } from '../book/book-paths.ts';
import { unknownBook } from '../book/unknown-book.ts';
import { chapterFolders } from '../contents.ts';
import { keySegments, possibleKeys, settleKeys } from './keyed-segment.ts';

/**
 * The keys of the takes that a book's scripts ask for as they are now. Fails where there is no such book, named with
 * `--book=`, and where it has no scripts.
 *
 * @param whole Whether it fails where one chapter has none; by default such a chapter is passed over.
 */
export async function bookKeys(
  book: BookPaths,
  store: TakeStore,
  { whole = false } = {},
): Promise<Result<Set<TakeKey>>> {
  if (!existsSync(book.book)) {
    return fail(await unknownBook(book, `listing the takes of ${book.slug}`, ' with --book='));
  }
  const keys = new Set<TakeKey>();
  for (const folder of await chapterFolders(book)) {
    const { segments: file, project } = chapterPaths(book, folder);
    const doing = `reading the script of ${project}`;
    const read = await readSettings({ file, schema: Segments, doing });
    if (!read.ok && whole) return noScripts(book, file);
    if (!read.ok) continue;
    const script = keySegments(read.value.segments);
    const stored = await store.which(possibleKeys(script));
    for (const { key } of settleKeys(script, stored)) keys.add(key);
  }
  return keys.size === 0 ? noScripts(book, book.chapters) : ok(keys);
}

function noScripts(book: BookPaths, file: string) {
  return fail({
    kind: 'bad-file',
    doing: `listing the takes of ${book.slug}`,
    file,
    found: 'there is no script that names them',
    remedy: `Write it first: npx nx run-many -t script -p "tag:book:${book.slug}"`,
  });
}
