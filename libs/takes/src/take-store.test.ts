import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DamagedTake } from './fetch-take.ts';
import { takePath } from './store-paths.ts';
import { encodeTakeFile } from './take-file.ts';
import { openTakeStore } from './take-store.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { makeTake, newerTakeFile } from './testing.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

async function emptyStore() {
  const root = join(await temporaryFolder(), 'data', 'takes');
  const damaged: DamagedTake[] = [];
  return { root, damaged, store: openTakeStore(root, { onDamaged: (d) => damaged.push(d) }) };
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}

async function ageOf(file: string): Promise<number> {
  return Date.now() - (await stat(file)).mtimeMs;
}

async function makeOld(file: string, age: number): Promise<void> {
  const then = new Date(Date.now() - age);
  await utimes(file, then, then);
}

describe('put()', () => {
  it('keeps a take as it is, under the first two digits of its key', async () => {
    const { root, store } = await emptyStore();
    const take = makeTake('one');
    expect(await store.put(take)).toEqual({ ok: true, value: take });
    expect(await store.get(take.key)).toEqual(take);
    expect(await readdir(join(root, take.key.slice(0, 2)))).toEqual([`${take.key}.wav`]);
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it('keeps the first take of a key and returns it to the second writer', async () => {
    const { store } = await emptyStore();
    const [first, second] = [makeTake('one', { voice: 'a' }), makeTake('one', { voice: 'b' })];
    await store.put(first);
    expect(await store.put(second)).toEqual({ ok: true, value: first });
    expect(await store.get(first.key)).toEqual(first);
  });

  it('gives all of many writers at once the same take', async () => {
    const { store } = await emptyStore();
    const voices = Array.from({ length: 20 }, (_, at) => `voice ${at}`);
    const kept = await Promise.all(voices.map((voice) => store.put(makeTake('one', { voice }))));
    const digests = kept.map((result) => result.ok && result.value.digest);
    expect(new Set(digests)).toEqual(new Set([(await store.get(makeTake('one').key))?.digest]));
  });

  it('replaces a damaged take, reports it, and keeps its file aside', async () => {
    const { root, store, damaged } = await emptyStore();
    const take = makeTake('one');
    const file = takePath(root, take.key);
    const half = encodeTakeFile(take).subarray(0, 700);
    await write(file, half);
    expect(await store.put(take)).toEqual({ ok: true, value: take });
    expect(await store.get(take.key)).toEqual(take);
    expect(damaged).toMatchObject([
      { key: take.key, file, reason: expect.stringMatching(/^it has 700 of \d+ bytes$/) },
    ]);
    expect(await readFile(damaged[0]?.movedTo ?? '')).toEqual(half);
  });

  it('leaves folders and files to the user alone', async () => {
    const { root, store } = await emptyStore();
    const take = makeTake('one');
    await store.put(take);
    const file = takePath(root, take.key);
    const modes = await Promise.all(
      [root, dirname(file), join(root, 'tmp'), file].map((p) => stat(p)),
    );
    expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual([
      '700',
      '700',
      '700',
      '600',
    ]);
  });

  it('throws for a take with a wrong digest', async () => {
    const { store } = await emptyStore();
    const { digest } = makeTake('two');
    await expect(store.put({ ...makeTake('one'), digest })).rejects.toThrow(/wrong digest/);
  });

  it('fails with a way out where the store is a file', async () => {
    const root = join(await temporaryFolder(), 'takes');
    await writeFile(root, 'not a folder');
    expect(await openTakeStore(root).put(makeTake('one'))).toMatchObject({
      ok: false,
      failure: {
        kind: 'bad-file',
        doing: 'keeping a take in the take store',
        file: expect.stringContaining(root),
        found: expect.stringContaining('(ENOTDIR)'),
        remedy: expect.stringContaining('AUDIOBOOK_TAKES'),
      },
    });
  });

  it('fails with a way out where a folder has the name of the take', async () => {
    const { root, store } = await emptyStore();
    const take = makeTake('one');
    await mkdir(takePath(root, take.key), { recursive: true });
    expect(await store.put(take)).toMatchObject({
      ok: false,
      failure: { file: takePath(root, take.key), remedy: expect.stringContaining('Move it away') },
    });
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('fails with a way out in a folder of others', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'takes'), { mode: 0o500 });
    expect(await openTakeStore(join(folder, 'takes')).put(makeTake('one'))).toMatchObject({
      ok: false,
      failure: { found: expect.stringContaining('(EACCES)') },
    });
  });

  it('removes what a crash left more than a day ago, and nothing younger', async () => {
    const { root, store } = await emptyStore();
    const [old, young] = ['old.1-a.tmp', 'young.2-b.tmp'].map((name) => join(root, 'tmp', name));
    for (const file of [old, young]) await write(String(file), Buffer.alloc(9));
    await makeOld(String(old), 25 * hour);
    await makeOld(String(young), 23 * hour);
    await store.put(makeTake('one'));
    expect(await readdir(join(root, 'tmp'))).toEqual(['young.2-b.tmp']);
  });
});

describe('get()', () => {
  it('knows nothing of a store that is not there, and makes none', async () => {
    const { root, store, damaged } = await emptyStore();
    expect(await store.get(makeTake('one').key)).toBeUndefined();
    expect(damaged).toEqual([]);
    await expect(stat(root)).rejects.toThrow(/ENOENT/);
  });

  it('counts a take with any byte changed as missing, once', async () => {
    const { root, store, damaged } = await emptyStore();
    const take = makeTake('one', { bytes: 64 });
    const file = takePath(root, take.key);
    const sound = encodeTakeFile(take);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sound.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const bytes = Buffer.from(sound);
          bytes.writeUInt8(bytes.readUInt8(at) ^ by, at);
          await write(file, bytes);
          damaged.length = 0;
          expect(await store.get(take.key)).toBeUndefined();
          expect(damaged).toHaveLength(1);
          expect(await store.get(take.key)).toBeUndefined();
          expect(damaged).toHaveLength(1);
          expect(await store.has(take.key)).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuses the take of another key', async () => {
    const { root, store, damaged } = await emptyStore();
    const { key } = makeTake('one');
    await write(takePath(root, key), encodeTakeFile(makeTake('two')));
    expect(await store.get(key)).toBeUndefined();
    expect(damaged).toMatchObject([{ key, reason: `it holds the take ${makeTake('two').key}` }]);
  });

  it('reports one damaged file once to readers at the same time', async () => {
    const { root, store, damaged } = await emptyStore();
    const { key } = makeTake('one');
    await write(takePath(root, key), Buffer.alloc(300));
    const got = await Promise.all(Array.from({ length: 8 }, () => store.get(key)));
    expect(got.every((take) => take === undefined)).toBe(true);
    expect(damaged).toHaveLength(1);
  });

  it('never takes a sound take for the damaged one that it replaced', async () => {
    const { root, store, damaged } = await emptyStore();
    const take = makeTake('one');
    for (let round = 1; round <= 100; round += 1) {
      await write(takePath(root, take.key), Buffer.alloc(300));
      const readers = Array.from({ length: 3 }, () => store.get(take.key));
      await Promise.all([...readers, store.put(take), store.get(take.key)]);
      expect(await store.get(take.key)).toEqual(take);
      expect(damaged).toHaveLength(round);
    }
  });

  it('reports what can not be read and leaves it where it is', async () => {
    const { root, store, damaged } = await emptyStore();
    const { key } = makeTake('one');
    await mkdir(takePath(root, key), { recursive: true });
    expect(await store.get(key)).toBeUndefined();
    const reason = 'it is a folder (EISDIR)';
    expect(damaged).toEqual([
      { key, state: 'unreadable', file: takePath(root, key), reason, movedTo: undefined },
    ]);
  });

  it('leaves a take of a newer version where it is, and puts none in its place', async () => {
    const { root, store, damaged } = await emptyStore();
    const take = makeTake('one');
    const file = takePath(root, take.key);
    await write(file, newerTakeFile(take));
    expect(await store.get(take.key)).toBeUndefined();
    expect(damaged).toMatchObject([{ key: take.key, state: 'newer', movedTo: undefined }]);
    expect(await store.put(take)).toMatchObject({
      ok: false,
      failure: { file, remedy: expect.stringContaining('Update this clone') },
    });
    expect(await readFile(file)).toEqual(newerTakeFile(take));
    expect(await readdir(root)).not.toContain('damaged');
  });

  it('gives samples that can be read as 16-bit numbers in place', async () => {
    const { store } = await emptyStore();
    const take = makeTake('one');
    await store.put(take);
    const pcm = (await store.get(take.key))?.pcm ?? new Uint8Array();
    expect(new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2)).toHaveLength(1_000);
  });

  it.each([
    ['renews the time of last use after a day', 25 * hour, 0],
    ['saves the disk that within a day', 23 * hour, 23 * hour],
    ['renews a time that lies in the future', -2 * day, 0],
  ])('%s', async (_, before, after) => {
    const { root, store } = await emptyStore();
    const take = makeTake('one');
    await store.put(take);
    await makeOld(takePath(root, take.key), before);
    await store.get(take.key);
    const age = await ageOf(takePath(root, take.key));
    expect(Math.abs(age - after)).toBeLessThan(60_000);
  });
});

describe('has() and which()', () => {
  it('find what is there by name', async () => {
    const { store } = await emptyStore();
    const takes = Array.from({ length: 40 }, (_, at) => makeTake(`take ${at}`));
    const stored = takes.filter((_, at) => at % 3 === 0);
    for (const take of stored) await store.put(take);
    const keys = takes.map(({ key }) => key);
    const wanted = new Set(stored.map(({ key }) => key));
    expect(await store.which(keys)).toEqual(wanted);
    for (const key of keys) expect(await store.has(key)).toBe(wanted.has(key));
  });

  it('find nothing in a store that is not there', async () => {
    const { store } = await emptyStore();
    const { key } = makeTake('one');
    expect(await store.has(key)).toBe(false);
    expect(await store.which([key])).toEqual(new Set());
  });

  it('has() takes no empty file for a take', async () => {
    const { root, store } = await emptyStore();
    const { key } = makeTake('one');
    await write(takePath(root, key), Buffer.alloc(0));
    expect(await store.has(key)).toBe(false);
  });
});
