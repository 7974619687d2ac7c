import { fail, ok } from '@audiobook/model/result';
import { expect, test } from 'vitest';
import { encodeTakeFile } from '../take-file.ts';
import { TakeServerDouble } from '../testing/take-server-double.ts';
import { makeTake, newerTakeFile } from '../testing.ts';

const { signal } = new AbortController();

async function started() {
  const double = new TakeServerDouble();
  await double.start();
  return { double, client: double.client() };
}

test('httpTakeServer() hands a take out and gets it back, with who wrote it there', async () => {
  const { double, client } = await started();
  const take = makeTake('one');
  expect(await client.get(take.key, signal)).toEqual(ok(undefined));
  expect(await client.put(take, signal)).toEqual(ok({}));
  double.writer = 'Agent “één”';
  const provenance = { ...take.provenance, writer: 'Agent “één”' };
  expect(await client.get(take.key, signal)).toEqual(ok({ ...take, provenance }));
  // Who wrote it is the server's to say, whatever the take says.
  expect(await client.put({ ...makeTake('two'), provenance }, signal)).toEqual(ok({}));
  expect(double.files.get(makeTake('two').key)?.toString('latin1')).not.toContain('writer');
});

test('which() asks for as many keys as a question may have, and says whether it takes more', async () => {
  const { double, client } = await started();
  const keys = Array.from({ length: 10_001 }, (_, index) => makeTake(`${index}`, { bytes: 2 }).key);
  for (const at of [3, 10_000]) double.files.set(keys[at] ?? '', Buffer.alloc(1));
  const held = await client.which(keys, signal);
  expect(held).toEqual(ok({ keys: new Set([keys[3], keys[10_000]]), writable: true }));
  expect(double.requests).toHaveLength(2);
  double.writable = false;
  expect(await client.which([], signal)).toEqual(ok({ keys: new Set(), writable: false }));
});

test('a take that is damaged there counts as missing', async () => {
  const { double, client } = await started();
  const take = makeTake('one');
  const file = encodeTakeFile(take);
  file[100] = (file[100] ?? 0) ^ 1;
  double.files.set(take.key, file);
  expect(await client.get(take.key, signal)).toEqual(ok(undefined));
});

test('a take of a newer version is no missing one, which would be spoken again', async () => {
  const { double, client } = await started();
  const take = makeTake('one');
  double.files.set(take.key, newerTakeFile(take));
  expect(await client.get(take.key, signal)).toMatchObject({
    failure: { found: expect.stringContaining('newer'), remedy: expect.stringContaining('Update') },
  });
});

test('it is asked again while it is broken or busy, and where a connection breaks off', async () => {
  const { double, client } = await started();
  double.instead.push(undefined, { status: 503 });
  expect(await client.which([], signal)).toMatchObject({ ok: true });
  double.instead.push({ status: 429, headers: { 'retry-after': '0' } });
  expect(await client.put(makeTake('one'), signal)).toEqual(ok({}));
  expect(double.requests).toHaveLength(5);
});

test('what it says against a request is told with what to do, and not asked again', async () => {
  const { double, client } = await started();
  const forbidden = { status: 403, body: '{"error":{"message":"may not\\nwrite"}}' };
  double.instead.push(forbidden);
  expect(await client.put(makeTake('one'), signal)).toMatchObject({
    failure: {
      doing: expect.stringContaining(`at ${double.url}`),
      found: 'it answers 403: may not write',
      remedy: expect.stringMatching(/another\..*AUDIOBOOK_SHARED_TAKES=off/),
    },
  });
  double.instead.push({ status: 400, body: 'it is empty' });
  const { key } = makeTake('one');
  const refused = `${key}: it answers 400: it is empty`;
  expect(await client.put(makeTake('one'), signal)).toEqual(ok({ refused }));
  const wrong = double.client(async () => ok('wrong'));
  expect(await wrong.which([], signal)).toMatchObject({
    failure: { found: 'it answers 401: the token does not hold' },
  });
  double.instead.push({ status: 200, body: '<html>' });
  expect(await client.which([], signal)).toMatchObject({ failure: { found: 'it answers 200' } });
  expect(double.requests).toHaveLength(4);
});

test('without a token nobody is asked', async () => {
  const { double } = await started();
  const failure = { kind: 'bad-request', doing: 'x', found: 'y', remedy: 'z' } as const;
  expect(await double.client(async () => fail(failure)).which([], signal)).toEqual(fail(failure));
  expect(double.requests).toEqual([]);
});

test('nobody there: told after some attempts, and at once where it is stopped', async () => {
  const { double, client } = await started();
  double.instead.push(undefined, undefined, undefined);
  expect(await client.which([], signal)).toMatchObject({
    failure: { found: expect.stringContaining('fetch failed'), kind: 'bad-request' },
  });
  expect(await client.which([], AbortSignal.abort())).toMatchObject({
    failure: { kind: 'cancelled' },
  });
});
