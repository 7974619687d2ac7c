import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { S3Store } from './store/s3-store.ts';
import { artefactOf, forgeArtefact, ofNx } from './testing/artefacts.ts';
import { RunningServer } from './testing/running-server.ts';
import { S3Server } from './testing/s3-server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await RunningServer.start({ artefactGb: 0.001, unpackedGb: 0.01, artefactFiles: 100 });
});
afterAll(() => server.remove());

let hashes = 1_000;
const artefact = artefactOf('dist/a.json', randomBytes(20_000));
const path = (hash: number | string) => `/v1/cache/${hash}`;
const ci = () => server.token('main-ci', 'main');
const pull = (number: number) => server.token(`pull-${number}`, `pull/${number}`, ['main']);
const get = (token: string, hash: number) => server.ask(token, 'GET', path(hash));
const put = (token: string, hash: number, body = artefact) =>
  server.ask(token, 'PUT', path(hash), body);
const uploads = () => readdirSync(server.store.uploads);

describe('/v1/cache', () => {
  test('gives back what was put, and says whose it is', async () => {
    const hash = hashes++;
    expect(await get(ci(), hash)).toMatchObject({ status: 404 });
    expect(await put(ci(), hash)).toMatchObject({ status: 200 });
    const got = await get(ci(), hash);
    expect(got.bytes.equals(artefact)).toBe(true);
    expect(got.headers.get('x-audiobook-writer')).toBe('main-ci');
    expect(got.headers.get('content-type')).toBe('application/octet-stream');
    expect(uploads()).toEqual([]);
  });

  test('an entry is written once, also in the same instant', async () => {
    const hash = hashes++;
    const bodies = Array.from({ length: 8 }, (_, at) => artefactOf('dist/a', `from ${at}`));
    const statuses = await Promise.all(
      bodies.map(async (body) => (await put(ci(), hash, body)).status),
    );
    expect(statuses.toSorted()).toEqual([200, ...Array(7).fill(409)]);
    const first = bodies[statuses.indexOf(200)] as Buffer;
    expect((await get(ci(), hash)).bytes.equals(first)).toBe(true);
    expect(await put(ci(), hash, artefactOf('dist/a', 'poison'))).toMatchObject({ status: 409 });
    expect((await get(ci(), hash)).bytes.equals(first)).toBe(true);
    expect(uploads()).toEqual([]);
  });

  test('a pull request reads main, and writes what no other reads', async () => {
    const [ours, theirs] = [hashes++, hashes++];
    await put(ci(), ours);
    expect(await get(pull(1), ours)).toMatchObject({ status: 200 });
    expect(await put(pull(1), theirs, artefactOf('dist/a', 'poison'))).toMatchObject({
      status: 200,
    });
    expect(await get(pull(1), theirs)).toMatchObject({ status: 200 });
    expect(await get(ci(), theirs)).toMatchObject({ status: 404 });
    expect(await get(pull(2), theirs)).toMatchObject({ status: 404 });
    // Main makes its own, and each goes on with its own.
    expect(await put(ci(), theirs, artefact)).toMatchObject({ status: 200 });
    expect((await get(ci(), theirs)).bytes.equals(artefact)).toBe(true);
    expect((await get(pull(1), theirs)).bytes.equals(artefact)).toBe(false);
  });

  test('a token that only reads does not write, and the same answer comes whether an entry is there or not', async () => {
    const [there, missing] = [hashes++, hashes++];
    await put(ci(), there);
    const reader = server.token('laptop', null, ['main']);
    expect(await get(reader, there)).toMatchObject({ status: 200 });
    const answers = await Promise.all([put(reader, there), put(reader, missing)]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 403, text: 'the token of laptop may only read' });
    }
    const stranger = server.token('other', 'other');
    for (const hash of [there, missing]) {
      expect(await get(stranger, hash)).toMatchObject({
        status: 404,
        text: 'there is no such artefact',
      });
    }
  });

  test('what Nx should not unpack is refused, in words that its log has too, and nothing of it is kept', async () => {
    const hash = hashes++;
    const poisoned = {
      climbing: forgeArtefact([{ name: '../../.bashrc', body: 'x' }, ...ofNx]),
      linked: forgeArtefact([{ name: 'dist/a', type: '2', link: '/etc' }, ...ofNx]),
      bomb: forgeArtefact([{ name: 'dist/a', body: Buffer.alloc(50_000_000) }, ...ofNx]),
      crowd: forgeArtefact([
        ...Array.from({ length: 200 }, (_, at) => ({ name: `dist/${at}` })),
        ...ofNx,
      ]),
      noise: randomBytes(5_000),
      empty: Buffer.alloc(0),
    };
    for (const body of Object.values(poisoned)) {
      const answer = await put(ci(), hash, body);
      expect(answer).toMatchObject({
        status: 403,
        text: expect.stringContaining('it is refused: '),
      });
      expect(server.lines.at(-1)).toContain(answer.text.replace('it is refused: ', ''));
      expect(await get(ci(), hash)).toMatchObject({ status: 404 });
    }
    expect(uploads()).toEqual([]);
    expect(await put(ci(), hash)).toMatchObject({ status: 200 });
  });

  test('who is refused in mid-upload is told so, and goes on with the same connection', async () => {
    const own = await RunningServer.start({ idleSeconds: 5 });
    const token = own.token('main-ci', 'main');
    const large = { name: 'dist/large', body: randomBytes(30_000_000) };
    const poisoned = forgeArtefact([{ name: '../evil', body: 'x' }, large, ...ofNx]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (method: string, body?: Buffer) =>
      rawAsk(token, method, path(5), { agent, port: own.port, body });
    const began = performance.now();
    expect(await ask('PUT', poisoned)).toEqual({ status: 403 });
    expect(await ask('GET')).toEqual({ status: 404 });
    expect(await ask('PUT', artefact)).toEqual({ status: 200 });
    expect(await ask('PUT', poisoned)).toEqual({ status: 409 });
    expect(await ask('GET')).toEqual({ status: 200 });
    expect(performance.now() - began).toBeLessThan(5_000);
    agent.destroy();
    await own.remove();
  });

  test('a store that is out of order is no reason for Nx to fail', async () => {
    const bucket = new S3Server();
    await bucket.start();
    const own = await RunningServer.start(
      {},
      (folder) => new S3Store({ ...bucket.place, uploads: join(folder, 'uploads') }),
    );
    const token = own.token('main-ci', 'main');
    expect(await own.ask(token, 'PUT', path(1), artefact)).toMatchObject({ status: 200 });
    await bucket.stop();
    expect(await own.ask(token, 'GET', path(1))).toMatchObject({ status: 404 });
    expect(await own.ask(token, 'PUT', path(2), artefact)).toMatchObject({ status: 403 });
    const take = await own.ask(token, 'GET', `/v1/takes/${'0'.repeat(64)}`);
    expect(take).toMatchObject({ status: 500 });
    expect(own.lines.at(-1)).toContain('no answer of http://127.0.0.1');
    await own.remove();
  });

  test('one that is larger than the largest is refused before it is read', async () => {
    const large = await put(ci(), hashes++, randomBytes(1_000_001));
    expect(large).toMatchObject({ status: 403, text: 'it has 1.0 MB, and 1.0 MB is the most' });
  });

  test('hashes that are paths, and others that are none, touch nothing', async () => {
    const tricks = [
      ...[
        '..',
        '%2e%2e',
        '..%2f..%2fetc%2fpasswd',
        '%2fetc%2fpasswd',
        '..\\..\\x',
        '%00',
        '1%00',
        '1/2',
        '1%2f2',
      ],
      ...[
        'A',
        '1.2',
        '',
        '1?x=1',
        '1;x',
        'é',
        '%31',
        '~',
        '-',
        '1'.repeat(101),
        '1'.repeat(10_000),
      ],
    ];
    for (const trick of tricks) {
      for (const method of ['GET', 'PUT']) {
        const { status } = await rawAsk(ci(), method, `/v1/cache/${trick}`, {
          body: method === 'PUT' ? artefact : undefined,
        });
        expect([400, 404], trick).toContain(status);
      }
    }
    expect(readdirSync(server.folder).toSorted()).toEqual([
      'artefacts',
      'damaged',
      'revoked',
      'uploads',
    ]);
    expect((await rawAsk(ci(), 'GET', `/${'x'.repeat(20_000)}`)).status).toBe(431);
  });

  test('nothing but what there is, and in no other way', async () => {
    expect(await server.ask(ci(), 'DELETE', path(1))).toMatchObject({ status: 405 });
    expect(await server.ask(ci(), 'POST', path(1), 'x')).toMatchObject({ status: 405 });
    expect(await server.ask(ci(), 'GET', '/v1/cache')).toMatchObject({ status: 404 });
    expect(await server.ask(ci(), 'GET', '/')).toMatchObject({ status: 404 });
    expect(await server.ask(undefined, 'GET', '/health')).toMatchObject({
      status: 200,
      text: '{"status":"ok"}',
    });
  });
});

/** Asks with a path that fetch would tidy up, on a connection that a test chooses. */
async function rawAsk(
  token: string,
  method: string,
  path: string,
  {
    port = server.port,
    body,
    agent,
  }: { port?: number; body?: Buffer | undefined; agent?: Agent } = {},
): Promise<{ status: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number }>();
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-length': body.length }),
  };
  const options = { port, host: '127.0.0.1', method, path, headers, ...(agent && { agent }) };
  const asked = request(options, (answer) => {
    answer.resume();
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0 }));
  });
  asked.on('error', reject);
  asked.end(body);
  return await promise;
}
