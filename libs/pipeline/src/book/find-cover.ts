import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Cover, readCover } from '@audiobook/audio/cover';
import { ok, type Result } from '@audiobook/model/result';
import { type BookPaths, coverNames } from './book-paths.ts';

/** A book's cover, in its folder; undefined without one. */
export async function findCover(book: BookPaths): Promise<Result<Cover | undefined>> {
  const files = coverNames.map((name) => join(book.folder, name));
  const file = files.find((candidate) => existsSync(candidate));
  return file === undefined ? ok(undefined) : readCover(file);
}
