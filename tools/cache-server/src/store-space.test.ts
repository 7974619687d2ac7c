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

const use = (id: string) => store.use([nameOf(id.padStart(64, '0'))]);

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
    const first = await space.reserve('artefacts', 100);
    expect(await first?.make()).toBe(true);
    expect(await left()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(lines).toEqual(['room for artefacts: removed 2 artefacts, 200 bytes']);
    first?.settle(true);
    const second = await space.reserve('artefacts', 100);
    expect(await second?.make()).toBe(true);
    expect(await left()).toHaveLength(8);
  });

  test('removes nothing for what has not come whole', async () => {
    for (let id = 0; id < 10; id++) await keep(String(id), 40);
    const space = new StoreSpace(store, { artefacts: 1_000 }, (line) => lines.push(line));
    await space.count();
    const promised = await space.reserve('artefacts', 600);
    expect(promised).toBeDefined();
    // All that may go is promised to others.
    expect(await space.reserve('artefacts', 500)).toBeUndefined();
    const small = await space.reserve('artefacts', 100);
    expect(await left()).toHaveLength(10);
    // It makes room for itself alone.
    expect(await small?.make()).toBe(true);
    expect(await left()).toHaveLength(8);
    small?.settle(true);
    promised?.settle(false);
    expect(await space.reserve('artefacts', 100)).toBeDefined();
    expect(await left()).toHaveLength(8);
  });

  test('leaves what was used within a day, and then there is no room', async () => {
    for (let id = 0; id < 10; id++) await keep(String(id), id < 2 ? 40 : 20);
    const space = new StoreSpace(store, { artefacts: 1_000 }, (line) => lines.push(line));
    await space.count();
    expect(await space.reserve('artefacts', 500)).toBeUndefined();
    expect(await left()).toHaveLength(10);
    const room = await space.reserve('artefacts', 200);
    expect(await room?.make()).toBe(true);
    expect(await left()).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await space.reserve('artefacts', 1_001)).toBeUndefined();
  });

  test('tells an upload that has come whole where its room is gone', async () => {
    for (let id = 0; id < 10; id++) await keep(String(id), 40);
    const space = new StoreSpace(store, { artefacts: 1_000 }, (line) => lines.push(line));
    await space.count();
    const room = await space.reserve('artefacts', 100);
    for (let id = 0; id < 10; id++) await use(String(id));
    expect(await room?.make()).toBe(false);
    room?.settle(false);
    expect(await left()).toHaveLength(10);
  });

  test('counts what is still coming in', async () => {
    const space = new StoreSpace(store, { artefacts: 1_000 }, (line) => lines.push(line));
    await space.count();
    const first = await space.reserve('artefacts', 600);
    expect(await space.reserve('artefacts', 600)).toBeUndefined();
    first?.settle(false);
    expect(await space.reserve('artefacts', 600)).toBeDefined();
  });

  test('removes takes only where they are limited', async () => {
    for (let id = 0; id < 10; id++) await keep(String(id), 1_000, 'takes');
    const free = new StoreSpace(store, { artefacts: 100 }, (line) => lines.push(line));
    await free.count();
    expect(await (await free.reserve('takes', 1e12))?.make()).toBe(true);
    expect(await left('takes')).toHaveLength(10);
    expect([free.isLimited('takes'), free.isLimited('artefacts')]).toEqual([false, true]);
    await new StoreSpace(store, { takes: 500 }, (line) => lines.push(line)).count();
    expect(await left('takes')).toHaveLength(4);
  });
});
