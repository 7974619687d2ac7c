import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Segments } from '@audiobook/model/script';
import { TakesLock } from '@audiobook/model/takes-lock';
import { errnoOf } from './errno.ts';
import { expectingStoreFailures } from './store-failure.ts';
import { lockedKey, takeKey } from './take-key.ts';
import { namesIn } from './temporary-file.ts';

/**
 * The keys that a workspace's books name: in the current scripts, which are every
 * `dist/books/…/chapters/…/segments.json`, and in every `books/…/takes.lock.json`.
 *
 * Empty for a workspace that has built and locked nothing, and for one that is gone: ask `isMissing`
 * first. Fails on such a file that can't be read, since pruning would then take what it names.
 */
export async function namedKeys(workspaceRoot: string): Promise<Result<Set<TakeKey>>> {
  const doing = `finding the takes that ${workspaceRoot} needs`;
  const books = join(workspaceRoot, 'dist', 'books');
  return await expectingStoreFailures({ doing, file: books, remedy }, async () => {
    const keys = new Set<TakeKey>();
    for (const file of await scriptsUnder(books)) {
      const script = parse(Segments, (await readIfThere(file)) ?? '{"segments":[]}');
      if (!script) return fail({ kind: 'bad-file', doing, file, found: notAScript, remedy });
      for (const segment of script.segments) {
        keys.add(takeKey(segment));
        const locked = lockedKey(segment);
        if (locked !== undefined) keys.add(locked);
      }
    }
    for (const file of await locksUnder(join(workspaceRoot, 'books'))) {
      const lock = parse(TakesLock, (await readIfThere(file)) ?? '{"models":{},"chapters":{}}');
      if (!lock)
        return fail({ kind: 'bad-file', doing, file, found: notALock, remedy: restoreLock });
      for (const chapter of Object.values(lock.chapters)) {
        for (const { key } of Object.values(chapter)) keys.add(key);
      }
    }
    return ok(keys);
  });
}

const notALock = 'not a list of accepted takes as this version writes it';
const restoreLock = 'Correct it, or restore it with git; then run the same command again.';
const notAScript = 'not a list of segments as this version writes it';
const remedy =
  'Make it readable, write it anew with `npx nx run-many -t script` in that workspace, or delete it; then run the same command again.';

async function scriptsUnder(books: string): Promise<string[]> {
  const files: string[] = [];
  for (const book of await foldersIn(books)) {
    const chapters = join(books, book, 'chapters');
    for (const chapter of await foldersIn(chapters)) {
      files.push(join(chapters, chapter, 'segments.json'));
    }
  }
  return files;
}

async function locksUnder(books: string): Promise<string[]> {
  return (await foldersIn(books)).map((book) => join(books, book, 'takes.lock.json'));
}

/** The names in a folder; none where it is missing or a file. */
async function foldersIn(folder: string): Promise<string[]> {
  try {
    return await namesIn(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function parse<T>(schema: { parse(value: unknown): T }, json: string): T | undefined {
  try {
    return schema.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}
