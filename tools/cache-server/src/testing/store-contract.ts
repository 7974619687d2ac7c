import { hash, randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinishedPath } from '@audiobook/files/unfinished-file';
import { beforeEach, describe, expect, test } from 'vitest';
import { Scope } from '../scope.ts';
import type { EntryName } from '../store/entry.ts';
import { headerBytes } from '../store/entry-header.ts';
import type { EntryStore, Upload } from '../store/entry-store.ts';
import { Writer } from '../writer.ts';

/** A store, and how a test gets at what is in it. */
export interface StoreAtHand {
  store: EntryStore;
  /** Another process's view of the same store. */
  again: () => EntryStore;
  /** Changes an entry behind the store's back; `record` where it is its record that is hurt. */
  damage: (name: EntryName, what: 'record') => Promise<void>;
  /** Has an entry used last so many milliseconds ago, where that can be done. */
  age?: (name: EntryName, milliseconds: number) => Promise<void>;
}

const main = Scope.parse('main');
const pull = Scope.parse('pull/1');
const writer = Writer.parse('main-ci “Été”');

export const nameOf = (id: string, scope = main): EntryName => ({ kind: 'artefacts', scope, id });

/** Writes an upload as one that has come in. */
export async function uploadOf(
  store: EntryStore,
  body: Buffer | string,
  by = writer,
): Promise<Upload> {
  const path = unfinishedPath(join(store.uploads, 'upload'));
  const bytes = Buffer.from(body);
  await writeFile(path, Buffer.concat([Buffer.alloc(headerBytes), bytes]));
  const record = {
    ...{ writer: by, bytes: bytes.length, sha256: hash('sha256', bytes) },
    storedAt: new Date().toISOString(),
  };
  return { path, record };
}

/** What every store has to do. */
export function describeStore(name: string, open: () => Promise<StoreAtHand>): void {
  describe(`${name}, as every store`, () => {
    let at: StoreAtHand;
    beforeEach(async () => {
      at = await open();
      expect(await at.store.prepare()).toBeUndefined();
    });

    const put = async (entry: EntryName, body: Buffer | string, by = writer, store = at.store) => {
      const upload = await uploadOf(store, body, by);
      try {
        return await store.put(entry, upload);
      } finally {
        await rm(upload.path, { force: true });
      }
    };
    const read = async (entry: EntryName, store = at.store) => {
      const opened = await store.open(entry);
      if (opened === undefined || opened === 'damaged') return opened;
      return Buffer.concat(await Array.fromAsync(opened.body as AsyncIterable<Buffer>)).toString(
        'latin1',
      );
    };

    test('gives back what was put, with what it noted, to every process', async () => {
      expect(await at.store.open(nameOf('1'))).toBeUndefined();
      expect(await at.store.record(nameOf('1'))).toBeUndefined();
      const body = randomBytes(300_000).toString('latin1');
      const upload = await uploadOf(at.store, Buffer.from(body, 'latin1'));
      expect(await at.store.put(nameOf('1'), upload)).toBe('stored');
      await rm(upload.path, { force: true });
      expect(await read(nameOf('1'), at.again())).toBe(body);
      expect(await at.again().record(nameOf('1'))).toEqual(upload.record);
      expect(await put(nameOf('2'), '')).toBe('stored');
      expect(await read(nameOf('2'))).toBe('');
    });

    test('keeps the first of a name, whoever comes in the same instant', async () => {
      const stores = [at.store, at.again(), at.again(), at.store];
      const results = await Promise.all(
        stores.map((store, index) => put(nameOf('7'), `from ${index}`, writer, store)),
      );
      expect(results.toSorted()).toEqual(['stored', 'taken', 'taken', 'taken']);
      expect(await read(nameOf('7'))).toBe(`from ${results.indexOf('stored')}`);
      expect(await put(nameOf('7'), 'later')).toBe('taken');
    });

    test('keeps scopes and kinds apart', async () => {
      await put(nameOf('5'), 'of main');
      expect(await put(nameOf('5', pull), 'of pull')).toBe('stored');
      expect(await read(nameOf('5'))).toBe('of main');
      expect(await read(nameOf('5', pull))).toBe('of pull');
      expect(await read({ ...nameOf('5'), kind: 'takes' })).toBeUndefined();
    });

    test('says which there are, and lists all, with size and time', async () => {
      const ids = ['11', '12', '1234', '999', '1199'];
      for (const id of ids) await put(nameOf(id), `body of ${id}`);
      await put(nameOf('77', pull), 'another');
      const wanted = new Set(['11', '1234', '1', '77', '4']);
      expect([...(await at.store.which('artefacts', main, wanted))].toSorted()).toEqual([
        '11',
        '1234',
      ]);
      const listed = await Array.fromAsync(at.again().list('artefacts'));
      expect(listed.map(({ name }) => `${name.scope} ${name.id}`).toSorted()).toEqual(
        [...ids.map((id) => `main ${id}`), 'pull/1 77'].toSorted(),
      );
      expect(listed.find(({ name }) => name.id === '999')?.bytes).toBe(11);
      expect(listed.every(({ usedAt }) => Math.abs(Date.now() - usedAt) < 60_000)).toBe(true);
      expect(await Array.fromAsync(at.store.list('takes'))).toEqual([]);
    });

    test('notes a use once in a while', async ({ skip }) => {
      const { age } = at;
      if (age === undefined) return skip();
      const hour = 60 * 60 * 1_000;
      await put(nameOf('3'), 'used');
      const usedAgo = async () => {
        const [entry] = await Array.fromAsync(at.store.list('artefacts'));
        return Math.round((Date.now() - (entry?.usedAt ?? 0)) / hour);
      };
      await age(nameOf('3'), 5 * hour);
      await at.again().use([nameOf('3'), nameOf('4')]);
      expect(await usedAgo()).toBe(5);
      await age(nameOf('3'), 50 * hour);
      await at.again().use([nameOf('3')]);
      expect(await usedAgo()).toBe(0);
      expect(await read(nameOf('3'))).toBe('used');
    });

    test('removes, also what is not there', async () => {
      await put(nameOf('1'), 'x');
      await at.store.remove(nameOf('1'));
      await at.store.remove(nameOf('1'));
      expect(await read(nameOf('1'))).toBeUndefined();
      expect(await put(nameOf('1'), 'y')).toBe('stored');
    });

    test('tells an entry whose record is hurt, and sets it aside for another', async () => {
      await put(nameOf('1'), 'x');
      await at.damage(nameOf('1'), 'record');
      expect(await at.store.open(nameOf('1'))).toBe('damaged');
      expect(await at.store.record(nameOf('1'))).toBe('damaged');
      await at.store.setAside(nameOf('1'));
      await at.store.setAside(nameOf('1'));
      expect(await at.store.open(nameOf('1'))).toBeUndefined();
      expect(await put(nameOf('1'), 'y')).toBe('stored');
      await at.store.sweep();
    });

    test('knows who is revoked, in every process', async () => {
      expect(await at.store.isRevoked(writer)).toBe(false);
      await at.again().revoke(writer);
      expect(await at.again().isRevoked(writer)).toBe(true);
      expect(await at.again().isRevoked(Writer.parse('main-ci'))).toBe(false);
    });
  });
}
