import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Segments } from '@audiobook/model/script';
import { errnoOf } from './errno.ts';
import { expectingStoreFailures } from './store-failure.ts';
import { takeKey } from './take-key.ts';
import { namesIn } from './temporary-file.ts';

/**
 * The keys that a workspace's current scripts name: every `dist/books/…/chapters/…/segments.json`.
 *
 * Empty for a workspace that has built nothing, and for one that is gone: ask `isMissing` first. Fails
 * on a segments.json that can't be read, since pruning would then take what it names.
 */
export async function namedKeys(workspaceRoot: string): Promise<Result<Set<TakeKey>>> {
  const doing = `finding the takes that ${workspaceRoot} needs`;
  const books = join(workspaceRoot, 'dist', 'books');
  return await expectingStoreFailures({ doing, file: books, remedy }, async () => {
    const keys = new Set<TakeKey>();
    for (const file of await scriptsUnder(books)) {
      const segments = parseSegments(await readIfThere(file));
      if (!segments) return fail({ kind: 'bad-file', doing, file, found: notAScript, remedy });
      for (const segment of segments) keys.add(takeKey(segment));
    }
    return ok(keys);
  });
}

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

/** The names in a folder; none where it is missing or a file. */
async function foldersIn(folder: string): Promise<string[]> {
  try {
    return await namesIn(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return '{"segments":[]}';
    throw error;
  }
}

function parseSegments(json: string): Segments['segments'] | undefined {
  try {
    return Segments.parse(JSON.parse(json)).segments;
  } catch {
    return undefined;
  }
}
