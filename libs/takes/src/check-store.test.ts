import { readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkStore } from './check-store.ts';
import { takePath } from './store-paths.ts';
import { openTakeStore } from './take-store.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { makeTake, newerTakeFile } from './testing.ts';

async function storeOf(names: readonly string[]) {
  const store = openTakeStore(await temporaryFolder());
  for (const name of names) await store.put(makeTake(name, { bytes: 44_100 }));
  const fileOf = (name: string) => takePath(store.root, makeTake(name).key);
  return { store, root: store.root, fileOf };
}

describe('checkStore()', () => {
  it('counts sound takes and their seconds', async () => {
    const { store } = await storeOf(['one', 'two', 'three']);
    expect(await checkStore(store)).toEqual({
      ok: true,
      value: { takes: 3, seconds: 3, damaged: [], newer: 0 },
    });
  });

  it('reports damaged takes and moves them aside, deleting nothing', async () => {
    const { store, root, fileOf } = await storeOf(['one', 'two', 'three']);
    await truncate(fileOf('two'), 1_000);
    const half = await readFile(fileOf('two'));
    const report = await checkStore(store);
    if (!report.ok) throw new Error(report.failure.kind);
    const { key } = makeTake('two');
    const reason = expect.stringMatching(/^it has 1000 of \d+ bytes$/);
    expect(report.value).toMatchObject({ takes: 2, damaged: [{ key, reason }] });
    expect(await readFile(report.value.damaged[0]?.movedTo ?? '')).toEqual(half);
    expect(await readdir(join(root, 'damaged'))).toHaveLength(1);
    expect(await store.has(key)).toBe(false);
    expect(await checkStore(store)).toMatchObject({ value: { takes: 2, damaged: [] } });
  });

  it('counts takes of a newer version, and leaves them where they are', async () => {
    const { store, fileOf } = await storeOf(['one', 'two']);
    await writeFile(fileOf('two'), newerTakeFile(makeTake('two')));
    expect(await checkStore(store)).toMatchObject({ value: { takes: 1, damaged: [], newer: 1 } });
    expect(await readFile(fileOf('two'))).toEqual(newerTakeFile(makeTake('two')));
  });

  it('is no use of a take', async () => {
    const { store, fileOf } = await storeOf(['one']);
    const longAgo = new Date('2020-01-01');
    await utimes(fileOf('one'), longAgo, longAgo);
    await checkStore(store);
    expect((await stat(fileOf('one'))).mtime).toEqual(longAgo);
  });

  it('says how far it is', async () => {
    const { store } = await storeOf(['one', 'two', 'three']);
    const seen: number[] = [];
    await checkStore(store, { onProgress: ({ takes }) => seen.push(takes) });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('stops when told to', async () => {
    const { store } = await storeOf(['one', 'two', 'three']);
    expect(await checkStore(store, { signal: AbortSignal.abort() })).toEqual({
      ok: false,
      failure: { kind: 'cancelled', doing: 'checking the take store' },
    });
  });
});
