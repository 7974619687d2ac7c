import { mkdtempSync, rmSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EntryName } from './store/entry.ts';
import { FolderStore } from './store/folder-store.ts';
import { StoreSpace } from './store-space.ts';
import { nameOf, uploadOf } from './testing/store-contract.ts';

const hour = 60 * 60 * 1_000;
let folder: string;
let store: FolderStore;
let lines: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'store-space-'));
  store = new FolderStore(folder);
  await store.prepare();
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An entry of 100 bytes that was used so many hours ago. */
async function keep(id: string, hoursAgo: number, kind: EntryName['kind'] = 'artefacts') {
  const name = { ...nameOf(id.padStart(64, '0')), kind };
  await store.put(name, await uploadOf(store, 'x'.repeat(100)));
  const then = new Date(Date.now() - hoursAgo * hour);
  await utimes(join(folder, kind, 'main', name.id.slice(0, 2), name.id), then, then);
}

const left = async (kind: EntryName['kind'] = 'artefacts') =>
  (await Array.fromAsync(store.list(kind)))
    .map(({ name }) => Number(name.id))
    .toSorted((a, b) => a - b);

describe('StoreSpace', () => {
  test('removes what was used longest ago, down to a tenth below the limit', async () => {
    for (let id = 0; id < 10; id++) await keep(String(id), 100 - id);
    const space = new StoreSpace(store, { artefacts: 1_000 }, (line) => lines.push(line));
    await space.count();
    expect(await left()).toHaveLength(10);
    expect(await space.reserve('artefacts', 100)).toBe(true);
    expect(await left()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(lines).toEqual(['room for artefacts: removed 2 artefacts, 200 bytes']);
    space.settle('artefacts', 100, true);
    expect(await space.reserve('artefacts', 100)).toBe(true);
    expect(await left()).toHaveLength(8);
  });

  test('leaves what was used within a day, and then there is no room', async () => {
    for (let id = 0; id < 10; id++) await keep(String(id), id < 2 ? 40 : 20);
    const space = new StoreSpace(store, { artefacts: 1_000 }, (line) => lines.push(line));
    await space.count();
    expect(await space.reserve('artefacts', 500)).toBe(false);
    expect(await left()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await space.reserve('artefacts', 100)).toBe(true);
    expect(await space.reserve('artefacts', 1_001)).toBe(false);
  });

  test('counts what is still coming in', async () => {
    const space = new StoreSpace(store, { artefacts: 1_000 }, (line) => lines.push(line));
    await space.count();
    expect(await space.reserve('artefacts', 600)).toBe(true);
    expect(await space.reserve('artefacts', 600)).toBe(false);
    space.settle('artefacts', 600, false);
    expect(
      await new StoreSpace(store, { artefacts: 1_000 }, () => undefined).reserve('artefacts', 600),
    ).toBe(true);
  });

  test('removes takes only where they are limited', async () => {
    for (let id = 0; id < 10; id++) await keep(String(id), 1_000, 'takes');
    const free = new StoreSpace(store, { artefacts: 100 }, (line) => lines.push(line));
    await free.count();
    expect(await free.reserve('takes', 1e12)).toBe(true);
    expect(await left('takes')).toHaveLength(10);
    expect([free.isLimited('takes'), free.isLimited('artefacts')]).toEqual([false, true]);
    await new StoreSpace(store, { takes: 500 }, (line) => lines.push(line)).count();
    expect(await left('takes')).toHaveLength(4);
  });
});
