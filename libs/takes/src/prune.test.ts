import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prune } from './prune.ts';
import { takePath } from './store-paths.ts';
import { encodeTakeFile } from './take-file.ts';
import { openTakeStore } from './take-store.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { makeTake } from './testing.ts';

const size = encodeTakeFile(makeTake('any')).length;
const hour = 60 * 60 * 1000;

/** A store of equally large takes, last used the given number of hours ago. */
async function storeOf(ages: readonly number[]) {
  const store = openTakeStore(await temporaryFolder());
  const keys: TakeKey[] = [];
  for (const [at, age] of ages.entries()) {
    const take = makeTake(`take ${at}`);
    await store.put(take);
    await use(takePath(store.root, take.key), age);
    keys.push(take.key);
  }
  return { store, root: store.root, keys };
}

async function use(file: string, hoursAgo: number): Promise<void> {
  const then = new Date(Date.now() - hoursAgo * hour);
  await utimes(file, then, then);
}

describe('prune()', () => {
  it('removes what was unused for longest until the store is small enough', async () => {
    const { store, keys } = await storeOf([1, 40, 2, 30, 3]);
    expect(await prune({ store, maxBytes: 3 * size, spare: new Set() })).toEqual({
      ok: true,
      value: {
        files: 2,
        bytesFreed: 2 * size,
        filesLeft: 3,
        bytesLeft: 3 * size,
        bytesSpared: 0,
        bytesOverLimit: 0,
      },
    });
    expect(await store.which(keys)).toEqual(new Set([keys[0], keys[2], keys[4]]));
  });

  it('never removes a spared take, and says how far above the limit that leaves the store', async () => {
    const { store, keys } = await storeOf([40, 30, 20, 10]);
    const spare = new Set(keys.slice(0, 2));
    expect(await prune({ store, maxBytes: size, spare })).toMatchObject({
      value: { files: 2, filesLeft: 2, bytesSpared: 2 * size, bytesOverLimit: size },
    });
    expect(await store.which(keys)).toEqual(spare);
  });

  it('leaves the youngest unspared takes that fit, whatever the ages, sizes and limits', async () => {
    const arbitrary = fc.array(fc.record({ age: fc.nat(99), spared: fc.boolean() }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.nat(9 * size), async (takes, maxBytes) => {
        const { store, keys } = await storeOf(takes.map(({ age }, at) => age + at / 100));
        const spare = new Set(keys.filter((_, at) => takes[at]?.spared));
        const report = await prune({ store, maxBytes, spare });
        const left = await store.which(keys);
        const room = Math.max(0, Math.floor(maxBytes / size) - spare.size);
        const youngest = keys
          .map((key, at) => ({ key, age: (takes[at]?.age ?? 0) + at / 100 }))
          .filter(({ key }) => !spare.has(key))
          .sort((a, b) => a.age - b.age)
          .slice(0, room);
        expect(left).toEqual(new Set([...spare, ...youngest.map(({ key }) => key)]));
        expect(report).toMatchObject({
          value: { filesLeft: left.size, bytesLeft: left.size * size },
        });
      }),
      { numRuns: 25 },
    );
  });

  it('removes files that were set aside as damaged before any take', async () => {
    const { store, root, keys } = await storeOf([40, 30]);
    const damaged = join(root, 'damaged');
    await mkdir(damaged);
    await writeFile(join(damaged, 'something.wav'), Buffer.alloc(size));
    expect(await prune({ store, maxBytes: 2 * size, spare: new Set() })).toMatchObject({
      value: { files: 1, filesLeft: 2, bytesLeft: 2 * size },
    });
    expect(await readdir(damaged)).toEqual([]);
    expect((await store.which(keys)).size).toBe(2);
  });

  it('touches neither files that are being written nor files that are no takes', async () => {
    const { store, root } = await storeOf([40]);
    const writing = join(root, 'tmp', 'being-written.tmp');
    const strange = join(root, '00', 'notes.txt');
    await mkdir(join(root, '00'), { recursive: true });
    for (const file of [writing, strange]) await writeFile(file, 'x');
    await use(writing, 23);
    expect(await prune({ store, maxBytes: 0, spare: new Set() })).toMatchObject({
      value: { files: 1, filesLeft: 0 },
    });
    for (const file of [writing, strange]) expect((await stat(file)).size).toBe(1);
  });

  it('removes what a crash left more than a day ago', async () => {
    const { store, root } = await storeOf([]);
    await mkdir(join(root, 'tmp'), { recursive: true });
    await writeFile(join(root, 'tmp', 'left.tmp'), 'x');
    await use(join(root, 'tmp', 'left.tmp'), 25);
    await prune({ store, maxBytes: 1_000, spare: new Set() });
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it('stops when told to, and removes nothing more', async () => {
    const { store, keys } = await storeOf([40, 30]);
    const signal = AbortSignal.abort();
    expect(await prune({ store, maxBytes: 0, spare: new Set(), signal })).toEqual({
      ok: false,
      failure: { kind: 'cancelled', doing: 'pruning the take store' },
    });
    expect((await store.which(keys)).size).toBe(2);
  });

  it('finds nothing to do in a store that is not there', async () => {
    const store = openTakeStore(join(await temporaryFolder(), 'none'));
    expect(await prune({ store, maxBytes: 0, spare: new Set() })).toMatchObject({
      ok: true,
      value: { files: 0, bytesLeft: 0, bytesOverLimit: 0 },
    });
  });
});
