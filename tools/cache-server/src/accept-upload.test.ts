import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { open as openFile, utimes } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { encodeTakeFile } from '@audiobook/takes/take-file';
import { makeTake } from '@audiobook/takes/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { mayMount, mountDisk } from '../../../test/rig/small-disk.ts';
import { Scope } from './scope.ts';
import { FolderStore } from './store/folder-store.ts';
import { artefactOf } from './testing/artefacts.ts';
import { RunningServer } from './testing/running-server.ts';
import { nameOf, uploadOf } from './testing/store-contract.ts';

let server: RunningServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.remove();
});

const ci = () => server.token('main-ci', 'main');
const artefact = artefactOf('dist/a', randomBytes(200_000));
const uploads = () => readdirSync(server.store.uploads);

/** A connection on which a test says what it wants. */
async function open(
  said: string,
): Promise<{ socket: Socket; heard: () => string; closed: Promise<unknown> }> {
  const socket = connect(server.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  let heard = '';
  socket.on('data', (piece) => {
    heard += piece;
  });
  await once(socket, 'connect');
  socket.write(said);
  return { socket, heard: () => heard, closed };
}

const requestOf = (method: string, path: string, ...headers: string[]) =>
  [
    `${method} ${path} HTTP/1.1`,
    'host: x',
    `authorization: Bearer ${ci()}`,
    ...headers,
    '',
    '',
  ].join('\r\n');

describe('uploads', () => {
  test('without a length, or compressed on the way, are refused, however much is still sent', async () => {
    server = await RunningServer.start();
    const refused = async (path: string) => {
      const endless = await open(requestOf('PUT', path, 'transfer-encoding: chunked'));
      const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
      const sending = setInterval(() => endless.socket.write(chunk), 1);
      await expect.poll(endless.heard).toContain('it has to say its content-length');
      expect(endless.heard()).toMatch(/^HTTP\/1.1 411 /);
      await endless.closed;
      clearInterval(sending);
      const squeezed = await open(
        requestOf('PUT', path, 'content-encoding: gzip', 'content-length: 5'),
      );
      await expect.poll(squeezed.heard).toMatch(/^HTTP\/1.1 415 /);
    };
    await Promise.all(['/v1/cache/1', `/v1/takes/${'a'.repeat(64)}`].map(refused));
    expect(uploads()).toEqual([]);
  });

  test('that break off leave nothing', async () => {
    server = await RunningServer.start();
    for (const bytes of [0, 1, 100, 100_000, artefact.length - 1]) {
      const { socket } = await open(
        requestOf('PUT', '/v1/cache/1', `content-length: ${artefact.length}`),
      );
      socket.write(artefact.subarray(0, bytes));
      await expect.poll(uploads).toHaveLength(1);
      socket.destroy();
      await expect.poll(uploads).toEqual([]);
    }
    expect(await server.ask(ci(), 'GET', '/v1/cache/1')).toMatchObject({ status: 404 });
    expect(await server.ask(ci(), 'PUT', '/v1/cache/1', artefact)).toMatchObject({ status: 200 });
  });

  test('and headers that trickle, and answers that nobody reads, end', async () => {
    server = await RunningServer.start({ idleSeconds: 1, slowestKbPerSecond: 10 });
    await server.store.put(nameOf('2'), await uploadOf(server.store, randomBytes(20_000_000)));
    const silent = await open('');
    const half = await open('PUT /v1/cache/1 HTTP/1.1\r\nhost: x\r\n');
    const stalled = await open(
      requestOf('PUT', '/v1/cache/1', `content-length: ${artefact.length}`),
    );
    const slow = await open(requestOf('PUT', '/v1/cache/3', `content-length: ${artefact.length}`));
    const deaf = await open(requestOf('GET', '/v1/cache/2'));
    deaf.socket.pause();
    const trickle = setInterval(() => {
      half.socket.write('x: y\r\n');
      slow.socket.write(artefact.subarray(0, 50));
    }, 20);
    // None of the others is in the way of who is quick.
    expect(await server.ask(ci(), 'PUT', '/v1/cache/4', artefact)).toMatchObject({ status: 200 });
    await Promise.all([silent.closed, half.closed, stalled.closed, slow.closed]);
    await expect
      .poll(() => server.lines.filter((line) => line.includes('bytes in 1 s')))
      .toHaveLength(3);
    clearInterval(trickle);
    await expect.poll(uploads).toEqual([]);
  });

  test('wait for their turn when there are many', async () => {
    server = await RunningServer.start({ uploads: 1 });
    const first = await open(requestOf('PUT', '/v1/cache/1', `content-length: ${artefact.length}`));
    await expect.poll(uploads).toHaveLength(1);
    const second = server.ask(ci(), 'PUT', '/v1/cache/2', artefact);
    const third = await open(requestOf('PUT', '/v1/cache/3', 'content-length: 5'));
    third.socket.destroy();
    expect(await server.ask(ci(), 'GET', '/v1/cache/2')).toMatchObject({ status: 404 });
    expect(uploads()).toHaveLength(1);
    first.socket.write(artefact);
    expect(await second).toMatchObject({ status: 200 });
    expect(first.heard()).toMatch(/^HTTP\/1.1 200 /);
  });

  test('of one writer leave turns for others, however slowly they come', async () => {
    server = await RunningServer.start({ uploads: 4 });
    const pull = server.token('pull-1', 'pull/1');
    const hold = (hash: number) =>
      open(requestOf('PUT', `/v1/cache/${hash}`, 'content-length: 5').replace(ci(), pull));
    const held = await Promise.all([1, 2, 3, 4, 5].map(hold));
    await expect.poll(uploads).toHaveLength(2);
    expect(await server.ask(ci(), 'PUT', '/v1/cache/1', artefact)).toMatchObject({ status: 200 });
    expect(uploads()).toHaveLength(2);
    for (const { socket } of held) socket.destroy();
    await expect.poll(uploads).toEqual([]);
  });

  test('that ask first are told before they send', async () => {
    server = await RunningServer.start();
    const expecting = (token: string) => [
      `authorization: Bearer ${token}`,
      'expect: 100-continue',
      `content-length: ${artefact.length}`,
    ];
    const said = (token: string) =>
      ['PUT /v1/cache/1 HTTP/1.1', 'host: x', ...expecting(token), '', ''].join('\r\n');
    const stranger = await open(said('wrong'));
    await expect.poll(stranger.heard).toMatch(/^HTTP\/1.1 401 /);
    const known = await open(said(ci()));
    await expect.poll(known.heard).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    known.socket.write(artefact);
    await expect.poll(known.heard).toContain('HTTP/1.1 200 OK');
  });

  test('more than the store holds are refused, and it stays as it was', async () => {
    server = await RunningServer.start({ artefactsGb: 0.0005, takesGb: 0.0005 });
    for (const hash of [1, 2])
      expect((await server.ask(ci(), 'PUT', `/v1/cache/${hash}`, artefact)).status).toBe(200);
    const full = await server.ask(ci(), 'PUT', '/v1/cache/3', artefact);
    expect(full).toMatchObject({
      status: 403,
      text: 'the store is full, and nothing in it may go yet',
    });
    const take = makeTake('large', { bytes: 600_000 });
    const taken = await server.ask(ci(), 'PUT', `/v1/takes/${take.key}`, encodeTakeFile(take));
    expect(taken.status).toBe(507);
    for (const hash of [1, 2])
      expect((await server.ask(ci(), 'GET', `/v1/cache/${hash}`)).status).toBe(200);
    expect(uploads()).toEqual([]);
  });

  test('that break off or are unsound remove nothing, however much they say that they are going to be', async () => {
    server = await RunningServer.start({ artefactsGb: 0.0005 });
    for (const hash of ['1', '2']) {
      await server.ask(ci(), 'PUT', `/v1/cache/${hash}`, artefact);
      const old = new Date(Date.now() - 48 * 60 * 60 * 1_000);
      await utimes(`${server.folder}/artefacts/main/${hash}/${hash}`, old, old);
    }
    const kept = async () =>
      (await Array.fromAsync(server.store.list('artefacts'))).map(({ name }) => name.id).sort();
    const pull = server.token('pull-1', 'pull/1');
    const said = requestOf('PUT', '/v1/cache/3', 'content-length: 400000').replace(ci(), pull);
    const broken = await open(said);
    broken.socket.write(artefact.subarray(0, 1_000));
    await expect.poll(uploads).toHaveLength(1);
    broken.socket.destroy();
    await expect.poll(uploads).toEqual([]);
    expect(await server.ask(pull, 'PUT', '/v1/cache/3', randomBytes(400_000))).toMatchObject({
      status: 403,
    });
    expect(await kept()).toEqual(['1', '2']);
    expect(await server.ask(pull, 'PUT', '/v1/cache/3', artefact)).toMatchObject({ status: 200 });
    expect(await kept()).toEqual([expect.stringMatching(/[12]/), '3']);
  });

  test.runIf(mayMount())('for which the disk has no room leave nothing half-written', async () => {
    const disk = mountDisk(1_000);
    try {
      server = await RunningServer.start({}, () => new FolderStore(disk.folder));
      const takes = Array.from({ length: 8 }, (_, at) =>
        makeTake(`take ${at}`, { bytes: 200_000 }),
      );
      const answers = await Promise.all(
        takes.map((take) => server.ask(ci(), 'PUT', `/v1/takes/${take.key}`, encodeTakeFile(take))),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
      expect(new Set(statuses)).toEqual(new Set([201, 507]));
      expect(uploads()).toEqual([]);
      const kept = await Promise.all(
        takes.map(({ key }) => server.ask(ci(), 'GET', `/v1/takes/${key}`)),
      );
      expect(kept.map(({ status }) => status)).toEqual(
        statuses.map((status) => (status === 201 ? 200 : 404)),
      );
      // Somebody else fills it while an upload is under way.
      await server.store.remove({
        kind: 'takes',
        scope: Scope.parse('main'),
        id: takes[statuses.indexOf(201)]?.key ?? '',
      });
      const late = await open(
        requestOf('PUT', '/v1/cache/1', `content-length: ${artefact.length}`),
      );
      late.socket.write(artefact.subarray(0, 50_000));
      await expect.poll(uploads).toHaveLength(1);
      expect(() => writeFileSync(join(disk.folder, 'another'), Buffer.alloc(1_000_000))).toThrow(
        'ENOSPC',
      );
      late.socket.write(artefact.subarray(50_000));
      await expect.poll(late.heard).toMatch(/^HTTP\/1.1 403 .*the store is full/s);
      expect(uploads()).toEqual([]);
    } finally {
      disk.remove();
    }
  });
});

describe('downloads', () => {
  /** A take so large that no system on the way holds it. */
  const keepLargeTake = async (bytes: number) => {
    const take = makeTake('large', { bytes });
    const name = { ...nameOf(take.key), kind: 'takes' as const };
    await server.store.put(name, await uploadOf(server.store, encodeTakeFile(take)));
    return `/v1/takes/${take.key}`;
  };

  test('may go slowly, if they go steadily', async () => {
    server = await RunningServer.start({ idleSeconds: 1, slowestKbPerSecond: 100 });
    const path = await keepLargeTake(24_000_000);
    const reader = connect(server.port, '127.0.0.1');
    sockets.push(reader);
    reader.on('readable', () => undefined);
    reader.write(requestOf('GET', path, 'connection: close'));
    let got = 0;
    const reading = setInterval(() => {
      got += reader.read()?.length ?? 0;
    }, 15);
    await once(reader, 'end');
    clearInterval(reading);
    expect(got).toBeGreaterThan(24_000_000);
    expect(server.lines).toEqual([]);
  });

  test('that nobody reads take no memory from others', async () => {
    server = await RunningServer.start();
    const path = await keepLargeTake(24_000_000);
    for (let at = 0; at < 5; at++) {
      const deaf = await open(requestOf('GET', path));
      await expect.poll(deaf.heard).toMatch(/^HTTP\/1.1 200 /);
      deaf.socket.pause();
    }
    expect((await server.ask(ci(), 'GET', path)).bytes.length).toBeGreaterThan(24_000_000);
  });

  test('of what is damaged break off before their end, and only once', async () => {
    server = await RunningServer.start();
    await server.ask(ci(), 'PUT', '/v1/cache/12', artefact);
    const file = await openFile(`${server.folder}/artefacts/main/12/12`, 'r+');
    await file.write('x', 150_000);
    await file.close();
    await expect(server.ask(ci(), 'GET', '/v1/cache/12')).rejects.toThrow();
    expect(server.lines.at(-1)).toBe('set aside artefact 12 of main: its checksum is wrong');
    await expect.poll(async () => (await server.ask(ci(), 'GET', '/v1/cache/12')).status).toBe(404);
    expect(await server.ask(ci(), 'PUT', '/v1/cache/12', artefact)).toMatchObject({ status: 200 });
  });
});
