import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { takePath } from './store-paths.ts';
import { storedDigest } from './stored-digest.ts';
import { openTakeStore } from './take-store.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { makeTake } from './testing.ts';

test('storedDigest() is the digest of the take that lies under a key, long or short', async () => {
  const store = openTakeStore(await temporaryFolder());
  for (const bytes of [0, 2, 100_000]) {
    const take = makeTake(`take ${bytes}`, { bytes });
    await store.put(take);
    expect(await storedDigest(store.root, take.key)).toBe(take.digest);
  }
  const { key } = makeTake('absent');
  expect(await storedDigest(store.root, key)).toBeUndefined();
  const broken = makeTake('take 2').key;
  await writeFile(takePath(store.root, broken), 'noise'.repeat(1000));
  expect(await storedDigest(store.root, broken)).toBeUndefined();
});
