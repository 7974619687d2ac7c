/** The server's commands as real processes: a folder of its own for each test, and no process outlives it. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { artefactOf } from './artefacts.ts';

const program = join(import.meta.dirname, '..', 'main.ts');
/** Programs start sooner with it. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'cache-server-tests') };
export const artefact = artefactOf('dist/a', randomBytes(50_000));

export let home: string;
export let data: string;
let servers: ChildProcess[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cache-commands-'));
  data = join(home, 'data');
  servers = [];
});
afterEach(async () => {
  for (const server of servers) {
    if (server.exitCode !== null || server.signalCode !== null) continue;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }
  rmSync(home, { recursive: true });
});

export function run(...args: string[]): { code: number | null; out: string; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env,
  });
  return { code: status, out: stdout, said: stderr };
}

export const tokenOf = (...args: string[]) => run('token', `--data=${data}`, ...args).out.trim();

/** Starts a server as a process; `where` is what says where its data are. */
export async function serve(...where: string[]) {
  const child = spawn(
    process.execPath,
    [program, 'serve', '--port=0', ...(where.length > 0 ? where : [`--data=${data}`])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env,
    },
  );
  servers.push(child);
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  await expect.poll(() => said).toMatch(/listens on http/);
  const url = /listens on (\S+);/.exec(said)?.[1] ?? '';
  const ask = async (token: string, method: string, path: string, body?: Buffer) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body && { body: new Uint8Array(body) }),
    });
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  return { child, url, said: () => said, ask };
}

/** Begins an upload, and goes on with it when it is told to. */
export function beginUpload(url: string, token: string, hash: number) {
  const headers = { authorization: `Bearer ${token}`, 'content-length': artefact.length };
  const asked = request(`${url}/v1/cache/${hash}`, { method: 'PUT', headers });
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  asked
    .on('response', (answer) => resolve(answer.resume().statusCode))
    .on('error', () => resolve(undefined));
  asked.write(artefact.subarray(0, 20_000));
  return { status: promise, finish: () => void asked.end(artefact.subarray(20_000)) };
}

export const uploads = () => readdirSync(join(data, 'uploads'));

/** Runs a command while this process answers others. */
export async function runAside(...args: string[]): Promise<{ out: string }> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
  });
  const pieces = Array.fromAsync(child.stdout as AsyncIterable<Buffer>);
  await once(child, 'exit');
  return { out: Buffer.concat(await pieces).toString() };
}
