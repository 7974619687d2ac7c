import { expect, test } from 'vitest';
import { openTakeStore } from '../take-store.ts';
import { TakeServerDouble } from '../testing/take-server-double.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { makeTake } from '../testing.ts';
import { TakeGiver } from './take-giver.ts';

async function aGiver(signal = new AbortController().signal) {
  const store = openTakeStore(await temporaryFolder());
  const double = new TakeServerDouble();
  await double.start();
  const takes = Array.from({ length: 30 }, (_, index) => makeTake(`${index}`));
  for (const take of takes) await store.put(take);
  return { takes, store, double, giver: new TakeGiver(store, double.client(), signal) };
}

test('a giver hands out what it is told to, also while it works, and each once', async () => {
  const { takes, double, giver } = await aGiver();
  for (const { key } of takes.slice(0, 20)) giver.give(key);
  for (const { key } of takes.slice(0, 30)) giver.give(key);
  expect(await giver.finished()).toMatchObject({ given: 30, kept: 0, failure: undefined });
  giver.give(makeTake('not in the store').key);
  expect(await giver.finished()).toMatchObject({ given: 30, kept: 0 });
  expect([...double.files.keys()].sort()).toEqual(takes.map(({ key }) => key).sort());
});

test('a giver that the server refuses asks no more, and says how many it has kept', async () => {
  const { takes, double, giver } = await aGiver();
  double.instead.push(...Array.from({ length: 4 }, () => ({ status: 507 })));
  for (const { key } of takes) giver.give(key);
  const given = await giver.finished();
  expect(given).toMatchObject({ given: 0, kept: 30, failure: { found: 'it answers 507' } });
  expect(double.requests).toHaveLength(4);
});

test('a take that the server refuses keeps no other back', async () => {
  const { takes, double, giver } = await aGiver();
  double.instead.push({ status: 413 });
  for (const { key } of takes) giver.give(key);
  const refused = expect.stringContaining('413');
  expect(await giver.finished()).toEqual({ given: 29, kept: 1, refused, failure: undefined });
});

test('a take that was fetched is not handed out under another name', async () => {
  const { double, giver, store } = await aGiver();
  const take = makeTake('fetched');
  await store.put({ ...take, provenance: { ...take.provenance, writer: 'pull-123' } });
  giver.give(take.key);
  expect(await giver.finished()).toMatchObject({ given: 0, kept: 0 });
  expect(double.requests).toEqual([]);
});

test('a giver that is stopped ends at once, without a failure', async () => {
  const stop = new AbortController();
  const { takes, giver } = await aGiver(stop.signal);
  for (const { key } of takes) giver.give(key);
  stop.abort();
  const { given, kept, failure } = await giver.finished();
  expect(given + kept).toBe(30);
  expect(failure).toBeUndefined();
});
