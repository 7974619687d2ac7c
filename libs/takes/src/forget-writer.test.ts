import { ok } from '@audiobook/model/result';
import { expect, test } from 'vitest';
import { forgetWriter } from './forget-writer.ts';
import { openTakeStore } from './take-store.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { makeTake } from './testing.ts';

const { signal } = new AbortController();

test('forgetWriter() removes what a writer gave, and nothing else', async () => {
  const store = openTakeStore(await temporaryFolder());
  const by = (name: string, writer?: string) => {
    const take = makeTake(name);
    return { ...take, provenance: { ...take.provenance, ...(writer && { writer }) } };
  };
  const [own, ci, ci2, other] = [
    by('a'),
    by('b', 'café “1”'),
    by('c', 'café “1”'),
    by('d', 'café'),
  ];
  for (const take of [own, ci, ci2, other]) await store.put(take);
  expect(await forgetWriter(store, 'café “1”', signal)).toEqual(ok(new Set([ci.key, ci2.key])));
  expect(await store.which([own, ci, ci2, other].map(({ key }) => key))).toEqual(
    new Set([own.key, other.key]),
  );
  expect(await forgetWriter(store, 'nobody', signal)).toEqual(ok(new Set()));
  expect(await forgetWriter(store, 'café', AbortSignal.abort())).toMatchObject({
    failure: { kind: 'cancelled' },
  });
});
