import { hash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Take } from '@audiobook/model/take';
import { digestOf } from '@audiobook/takes/digest-of';
import { encodeTakeFile, largestTakeFile } from '@audiobook/takes/take-file';
import { makeTake, newerTakeFile } from '@audiobook/takes/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Scope } from './scope.ts';
import { RunningServer } from './testing/running-server.ts';
import { uploadOf } from './testing/store-contract.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await RunningServer.start();
});
afterAll(() => server.remove());

const ci = () => server.token('main-ci “Été”', 'main');
const pull = () => server.token('pull-1', 'pull/1', ['main']);
const reader = () => server.token('laptop', null, ['main']);
const get = (token: string, { key }: Take) => server.ask(token, 'GET', `/v1/takes/${key}`);
const put = (token: string, take: Take, file: Buffer = encodeTakeFile(take)) =>
  server.ask(token, 'PUT', `/v1/takes/${take.key}`, file);
const which = async (token: string, takes: readonly Take[]) => {
  const question = JSON.stringify({ keys: takes.map(({ key }) => key) });
  return JSON.parse((await server.ask(token, 'POST', '/v1/takes/which', question)).text);
};
const messageOf = ({ text }: { text: string }) => JSON.parse(text).error.message;
const fileOf = ({ key }: Take, scope = 'main') =>
  join(server.folder, 'takes', scope, key.slice(0, 2), key);

describe('/v1/takes', () => {
  test('gives back what was put, with its writer from the server’s own record', async () => {
    const take = makeTake('one');
    expect(await get(ci(), take)).toMatchObject({
      status: 404,
      text: '{"error":{"message":"there is no such take"}}',
    });
    const stored = await put(ci(), take);
    expect(stored).toMatchObject({ status: 201, text: JSON.stringify({ digest: take.digest }) });
    const got = await get(reader(), take);
    expect(got.bytes.equals(encodeTakeFile(take))).toBe(true);
    expect(got.headers.get('content-type')).toBe('audio/wav');
    expect(got.headers.get('content-length')).toBe(String(got.bytes.length));
    expect(decodeURIComponent(got.headers.get('x-audiobook-writer') ?? '')).toBe('main-ci “Été”');
  });

  test('the first take of a key stays, and whoever comes second is told its digest', async () => {
    const [first, second] = [makeTake('two'), makeTake('two', { voice: 'another' })];
    expect(second.key).toBe(first.key);
    expect(await put(ci(), first)).toMatchObject({ status: 201 });
    expect(await put(ci(), second)).toMatchObject({
      status: 200,
      text: JSON.stringify({ digest: first.digest }),
    });
    expect((await get(ci(), first)).bytes.equals(encodeTakeFile(first))).toBe(true);
  });

  test('a pull request reads its own and main’s, and its own stay its own', async () => {
    const [ours, theirs, both] = [makeTake('ours'), makeTake('theirs'), makeTake('both')];
    await put(ci(), ours);
    expect(await put(pull(), theirs)).toMatchObject({ status: 201 });
    await put(ci(), both);
    expect(await put(pull(), makeTake('both', { voice: 'poison' }))).toMatchObject({ status: 201 });
    expect(await get(pull(), ours)).toMatchObject({ status: 200 });
    expect(await get(ci(), theirs)).toMatchObject({ status: 404 });
    expect((await get(ci(), both)).bytes.equals(encodeTakeFile(both))).toBe(true);
    const all = [ours, theirs, both, makeTake('none')];
    const keys = (takes: Take[]) => takes.map(({ key }) => key).toSorted();
    const asked = {
      ci: await which(ci(), all),
      pull: await which(pull(), all),
      reader: await which(reader(), all),
    };
    expect(asked.ci.keys.toSorted()).toEqual(keys([ours, both]));
    expect(asked.pull.keys.toSorted()).toEqual(keys([ours, theirs, both]));
    expect([asked.ci.writable, asked.pull.writable, asked.reader.writable]).toEqual([
      true,
      true,
      false,
    ]);
    const refused = await put(reader(), makeTake('none'));
    expect([refused.status, messageOf(refused)]).toEqual([
      403,
      'the token of laptop may only read',
    ]);
  });

  test('what is no sound take, or can be none, is refused with the reason', async () => {
    const take = makeTake('unsound');
    const whole = encodeTakeFile(take);
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(500) ^ 1, 500);
    const changed = (change: Partial<Take>) => {
      const other = { ...take, ...change };
      return encodeTakeFile({ ...other, digest: digestOf(other) });
    };
    const by = (change: object) => ({ ...take.provenance, ...change });
    const wrong: Record<string, Buffer> = {
      'its checksum is wrong': flipped,
      'it is not a WAVE file': Buffer.alloc(500),
      [`it holds the take ${makeTake('other').key}`]: encodeTakeFile(makeTake('other')),
      'a newer version': newerTakeFile(take),
      'its samples are not those of its digest': encodeTakeFile({
        ...take,
        digest: makeTake('x').digest,
      }),
      'nothing is spoken at 100 Hz': changed({ sampleRate: 100 }),
      'its "model" is longer than 500 characters': changed({
        provenance: by({ model: 'x'.repeat(501) }),
      }),
      'it does not say who spoke it': changed({ provenance: by({ engine: ' ' }) }),
      'it says that it was spoken on 2999-01-01': changed({
        provenance: by({ spokenAt: '2999-01-01T00:00:00Z' }),
      }),
    };
    for (const [reason, file] of Object.entries(wrong)) {
      const answer = await put(ci(), take, file);
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining(reason)]);
    }
    expect(await get(ci(), take)).toMatchObject({ status: 404 });
    expect(await readdir(server.store.uploads)).toEqual([]);
  });

  test('a take of a text without letters may have no sound', async () => {
    const silent = makeTake('***', { bytes: 0 });
    expect(await put(ci(), silent)).toMatchObject({ status: 201 });
    expect((await get(ci(), silent)).bytes.equals(encodeTakeFile(silent))).toBe(true);
  });

  test('what an uploader writes begins no line of the log', async () => {
    const take = makeTake('forged');
    const said = { version: '1\n2026-01-01 stored take\u001b[2J', key: take.key };
    const forged = rewritten(encodeTakeFile(take), said);
    expect(await put(ci(), take, forged)).toMatchObject({ status: 400 });
    expect(server.lines.at(-1)).toMatch(/ it is of version 12026-01-01 stored take\[2J, not 1$/);
  });

  test('a take that is damaged on the disk counts as missing, is set aside, and may be put again', async () => {
    const take = makeTake('hurt');
    for (const at of [2_500, 100]) {
      await put(ci(), take);
      const file = await open(fileOf(take), 'r+');
      await file.write('x', at);
      await file.close();
      expect((await which(ci(), [take])).keys).toEqual([take.key]);
      expect(await get(ci(), take)).toMatchObject({ status: 404 });
      expect(server.lines.at(-1)).toMatch(/^set aside take .* of main: (its checksum|its header)/);
      expect((await which(ci(), [take])).keys).toEqual([]);
    }
    expect(await readdir(join(server.folder, 'damaged'))).toHaveLength(2);
    expect(await put(ci(), take)).toMatchObject({ status: 201 });
    // Found only when another writer comes.
    const file = await open(fileOf(take), 'r+');
    await file.write('x', 2_500);
    await file.close();
    expect(await put(ci(), take)).toMatchObject({ status: 201 });
    expect((await get(ci(), take)).bytes.equals(encodeTakeFile(take))).toBe(true);
  });

  test('a damaged take hides no sound one of the next scope', async () => {
    const take = makeTake('twice');
    await put(pull(), take);
    await put(ci(), take);
    const file = await open(fileOf(take, 'pull~1'), 'r+');
    await file.write('x', 2_500);
    await file.close();
    expect((await get(pull(), take)).bytes.equals(encodeTakeFile(take))).toBe(true);
    expect(server.lines.at(-1)).toMatch(/^set aside take .* of pull\/1: its checksum/);
  });

  test('a take of a newer version is sent as it is, and stays', async () => {
    const take = makeTake('newer');
    const file = newerTakeFile(take);
    const name = { kind: 'takes' as const, scope: Scope.parse('main'), id: take.key };
    await server.store.put(name, await uploadOf(server.store, file));
    expect((await get(pull(), take)).bytes.equals(file)).toBe(true);
    expect(await put(ci(), take)).toMatchObject({ status: 200, text: '{}' });
    expect((await get(ci(), take)).bytes.equals(file)).toBe(true);
  });

  test('what is too long or no question is refused', async () => {
    const path = '/v1/takes/which';
    const ask = (body: string) => server.ask(ci(), 'POST', path, body);
    const keys = (count: number) =>
      Array.from({ length: count }, (_, at) => hash('sha256', `${at}`));
    expect(await ask(JSON.stringify({ keys: keys(10_000) }))).toMatchObject({ status: 200 });
    expect(await ask(JSON.stringify({ keys: keys(10_001) }))).toMatchObject({ status: 400 });
    for (const body of ['', '{', '{"keys":["../../x"]}', '{"keys":["A"]}', '{"keys":1}', '[]']) {
      expect(await ask(body)).toMatchObject({ status: 400 });
    }
    expect(await ask(' '.repeat(2 ** 20 + 1))).toMatchObject({ status: 413 });
    const large = await put(ci(), makeTake('large'), Buffer.alloc(largestTakeFile + 1));
    expect(large.status).toBe(413);
    const short = await server.ask(ci(), 'GET', '/v1/takes/abc');
    expect([short.status, messageOf(short)]).toEqual([
      400,
      'this is no hash of a task, and no key of a take',
    ]);
  });
});

/** A take's file that says something else, with a right checksum. */
function rewritten(file: Buffer, said: object): Buffer {
  const text = JSON.stringify(said);
  const body = Buffer.from(text.length % 2 === 0 ? text : `${text} `);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  const before = file.subarray(0, file.lastIndexOf('take', -40, 'latin1'));
  const whole = Buffer.concat([before, Buffer.from('take'), size, body, file.subarray(-40)]);
  whole.writeUInt32LE(whole.length - 8, 4);
  hash('sha256', whole.subarray(0, -32), 'buffer').copy(whole, whole.length - 32);
  return whole;
}
