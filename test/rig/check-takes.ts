import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Takes } from '@audiobook/model/take';
import { storedKeys } from '@audiobook/takes/stored-keys';
import { openTakeStore } from '@audiobook/takes/take-store';
import { expect } from 'vitest';
import type { Workspace } from './workspace.ts';

/** The keys of all takes in a workspace's store. */
export async function keysInStore({ env }: Workspace): Promise<Set<string>> {
  return new Set(await Array.fromAsync(storedKeys(env.AUDIOBOOK_TAKES ?? '')));
}

/**
 * Expects a spoken book to be whole: every take of the store can be read, takes.json of every chapter
 * names what the store has, and nothing half-written lies in dist/.
 *
 * @returns The keys that the book's chapters name.
 */
export async function expectSoundBook(workspace: Workspace, slug: string): Promise<Set<string>> {
  const store = openTakeStore(workspace.env.AUDIOBOOK_TAKES ?? '', {
    onDamaged: (take) => expect.fail(`a take is damaged: ${JSON.stringify(take)}`),
  });
  const digests = new Map<string, string>();
  for await (const key of storedKeys(store.root)) {
    digests.set(key, (await store.get(key))?.digest ?? 'unreadable');
  }
  expect([...digests.values()]).not.toContain('unreadable');
  const chapters = join(workspace.root, 'dist', 'books', slug, 'chapters');
  const named = new Set<string>();
  for (const folder of await readdir(chapters)) {
    const files = await readdir(join(chapters, folder));
    expect(files.filter((name) => name.endsWith('.part'))).toEqual([]);
    const json = await readFile(join(chapters, folder, 'takes.json'), 'utf8');
    for (const { key, digest } of Takes.parse(JSON.parse(json)).takes) {
      expect([key, digest]).toEqual([key, digests.get(key)]);
      named.add(key);
    }
  }
  return named;
}
