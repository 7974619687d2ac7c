import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { artefactOf } from '@audiobook/cache-server/testing/artefacts';
import { encodeTakeFile } from '@audiobook/takes/take-file';
import { makeTake } from '@audiobook/takes/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildCacheServerImage, CacheServerContainer } from './cache-server-container.ts';
import { docker } from './containers.ts';

const volume = `audiobook-cache-test-${process.pid}`;
const artefact = artefactOf('dist/a', randomBytes(100_000));
const take = makeTake('in a container');

let container: CacheServerContainer;
let token: string;
beforeAll(async () => {
  buildCacheServerImage();
  container = new CacheServerContainer(volume);
  await answers();
  token = container.token('--writer=main-ci', '--scope=main');
});
afterAll(() => {
  container.remove();
  docker('volume', 'rm', volume);
});

const answers = () =>
  vi.waitFor(async () => expect((await fetch(`${container.url}/health`)).ok).toBe(true), {
    timeout: 60_000,
  });

async function ask(method: string, path: string, body?: Buffer) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${container.url}${path}`, {
    method,
    headers,
    ...(body && { body: new Uint8Array(body) }),
  });
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
}

test('it stores and gives back, healthy, without rights, and with nothing that it does not need', async () => {
  expect(await ask('PUT', '/v1/cache/1', artefact)).toMatchObject({ status: 200 });
  expect((await ask('GET', '/v1/cache/1')).bytes.equals(artefact)).toBe(true);
  expect(await ask('PUT', `/v1/takes/${take.key}`, encodeTakeFile(take))).toMatchObject({
    status: 201,
  });
  await expect.poll(() => container.state.Health?.Status).toBe('healthy');
  expect(container.exec('id', '-u').trim()).toBe('10001');
  expect(() => container.exec('touch', '/opt/audiobook/x')).toThrow('Read-only');
  expect(container.exec('stat', '-c', '%a', '/data/signing-key').trim()).toBe('600');
  const packages = container.exec('ls', '/opt/audiobook/node_modules').split('\n').filter(Boolean);
  expect(packages.toSorted()).toEqual(['@audiobook', 'aws4fetch', 'jsonc-parser', 'zod']);
  expect(
    container.exec('find', '/opt/audiobook', '-name', '*.test.ts', '-o', '-name', 'testing'),
  ).toBe('');
});

test('stopped, it finishes the upload that is under way; the next one has all of it', async () => {
  const headers = { authorization: `Bearer ${token}`, 'content-length': artefact.length };
  const upload = request(`${container.url}/v1/cache/2`, { method: 'PUT', headers });
  const status = new Promise((resolve) =>
    upload.on('response', (answer) => resolve(answer.statusCode)),
  );
  upload.write(artefact.subarray(0, 50_000));
  await expect.poll(() => container.exec('ls', '-A', '/data/uploads')).toContain('.part');
  docker('kill', '--signal=TERM', container.id);
  await expect
    .poll(() => docker('logs', container.id))
    .toContain('SIGTERM: ends what is under way');
  upload.end(artefact.subarray(50_000));
  expect(await status).toBe(200);
  await expect.poll(() => container.state).toMatchObject({ Status: 'exited', ExitCode: 0 });
  container.remove();
  container = new CacheServerContainer(volume);
  await answers();
  expect((await ask('GET', '/v1/cache/2')).bytes.equals(artefact)).toBe(true);
  expect((await ask('GET', `/v1/takes/${take.key}`)).bytes.equals(encodeTakeFile(take))).toBe(true);
  expect(
    container.exec('node', 'src/main.ts', 'revoke', '--data=/data', '--writer=main-ci'),
  ).toMatch(/Removed 2 artefacts.*Removed 1 take/s);
  expect(await ask('GET', '/v1/cache/2')).toMatchObject({ status: 401 });
});
