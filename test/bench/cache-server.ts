import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { artefactOf, forgeHeader, ofNx, tarOf } from '@audiobook/cache-server/testing/artefacts';
import { repository } from '../rig/workspace.ts';
import type { Benchmark } from './benchmark.ts';
import { inTurns, median, residentMegabytes } from './measure.ts';

const megabytes = 300;
const rounds = 7;
const largeMegabytes = 2_000;
const smallReads = 1_000;
const smallBytes = 20_000;

interface Served {
  child: ChildProcess;
  url: string;
}

/** The cache server beside a server that only copies, over loopback. */
export const cacheServer: Benchmark = async function* ({ say }) {
  const home = mkdtempSync(join(tmpdir(), 'bench-cache-'));
  const [data, copies] = [join(home, 'data'), join(home, 'copies')];
  mkdirSync(copies);
  const program = join(repository, 'tools', 'cache-server', 'src', 'main.ts');
  const node = (...args: string[]) =>
    execFileSync(process.execPath, [program, ...args, `--data=${data}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const token = node('token', '--writer=bench', '--scope=main').trim();
  const ours = await serve(program, 'serve', '--port=0', `--data=${data}`);
  const bare = await serve(join(import.meta.dirname, 'bare-file-server.ts'), copies);
  try {
    yield* speed({ home, token, ours, bare, say });
    yield* memory({ home, token, ours, say });
    yield* parallel({ token, ours, bare, say });
  } finally {
    ours.child.kill();
    bare.child.kill();
    rmSync(home, { recursive: true });
  }
};

interface Bench {
  home: string;
  token: string;
  ours: Served;
  bare: Served;
  say(what: string): void;
}

async function* speed({ home, token, ours, bare, say }: Bench) {
  say(`${rounds} rounds of ${megabytes} MB up and down`);
  const file = join(home, 'artefact');
  await writeArtefact(file, megabytes);
  let hash = 1;
  const up = await inTurns(rounds, {
    ours: () => put(ours, token, String(hash++), file),
    bare: () => put(bare, token, 'copy', file),
  });
  const down = await inTurns(rounds, {
    ours: () => get(ours, token, '1'),
    bare: () => get(bare, token, 'copy'),
  });
  for (const [name, seconds] of [
    ['up', up],
    ['down', down],
  ] as const) {
    const rate = (all: number[]) => megabytes / median(all);
    yield {
      name: `${megabytes} MB ${name}`,
      value: rate(seconds.ours),
      unit: 'MB/s' as const,
      beside: { name: 'MB/s plain copy', value: rate(seconds.bare) },
      note: `medians of ${rounds} rounds in turns; ${name === 'up' ? 'inspected, hashed and flushed to the disk' : 'hashed'} here, only copied there`,
    };
  }
}

async function* parallel({ token, ours, bare, say }: Omit<Bench, 'home'>) {
  say(`${smallReads} reads at a time`);
  const small = artefactOf('dist/a', randomBytes(smallBytes));
  for (const server of [ours, bare]) await ask(server, token, 'PUT', '77', small);
  const seconds: Record<string, number> = {};
  let failures = 0;
  const pid = ours.child.pid ?? 0;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid) ?? 0);
  }, 10);
  for (const [name, server] of [
    ['ours', ours],
    ['bare', bare],
  ] as const) {
    const agent = new Agent({ keepAlive: true, maxSockets: smallReads });
    const began = performance.now();
    const reads = await Promise.allSettled(
      Array.from({ length: smallReads }, async () => {
        const answer = await ask(server, token, 'GET', '77', undefined, agent);
        if (!answer.equals(small)) throw new Error('other bytes came');
      }),
    );
    seconds[name] = (performance.now() - began) / 1_000;
    agent.destroy();
    if (name === 'ours') failures = reads.filter(({ status }) => status === 'rejected').length;
  }
  clearInterval(watch);
  yield {
    name: `${smallReads.toLocaleString('en')} reads of ${smallBytes / 1_000} kB at a time`,
    value: failures,
    unit: 'failures' as const,
    goal: { atMost: 0 },
    note: `${seconds.ours?.toFixed(2)} s, each on a connection of its own; ${seconds.bare?.toFixed(2)} s of the server that only copies; at most ${peak.toFixed(0)} MB`,
  };
}

async function* memory({ home, token, ours, say }: Omit<Bench, 'bare'>) {
  say(`an artefact of ${largeMegabytes} MB`);
  const file = join(home, 'large');
  await writeArtefact(file, largeMegabytes);
  const pid = ours.child.pid ?? 0;
  // What the rounds before left is collected.
  await delay(3_000);
  const before = residentMegabytes(pid);
  const peaks = { up: 0, down: 0 };
  let phase: keyof typeof peaks = 'up';
  const watch = setInterval(() => {
    peaks[phase] = Math.max(peaks[phase], residentMegabytes(pid) ?? 0);
  }, 10);
  await put(ours, token, '8888', file);
  phase = 'down';
  await get(ours, token, '8888');
  clearInterval(watch);
  const after = residentMegabytes(pid);
  const bytes = statSync(file).size;
  yield {
    name: `memory of the server, ${largeMegabytes / 1_000} GB up and down, at its peak`,
    value: before === undefined ? null : Math.max(peaks.up, peaks.down),
    unit: 'MB' as const,
    beside: { name: 'MB before', value: before ?? Number.NaN },
    goal: { atMost: 1.5 },
    note: `${bytes} bytes; at most ${peaks.up.toFixed(0)} MB while it came, ${peaks.down.toFixed(0)} MB while it went, ${after?.toFixed(0)} MB behind it`,
  };
}

/** An artefact of noise as Nx would send it, written piece by piece. */
async function writeArtefact(file: string, size: number): Promise<void> {
  const piece = randomBytes(1_000_000);
  const bytes = size * 1_000_000;
  const padding = Buffer.alloc((512 - (bytes % 512)) % 512);
  async function* archive() {
    yield forgeHeader({ name: 'dist/large' }, bytes);
    for (let at = 0; at < size; at++) yield piece;
    yield padding;
    yield tarOf(ofNx);
  }
  await pipeline(archive, createGzip({ level: 1 }), createWriteStream(file));
}

async function serve(script: string, ...args: string[]): Promise<Served> {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
    said += piece;
    const url = /listens on (\S+);/.exec(said)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return { child, url };
  }
  throw new Error(`${script} does not start`);
}

/** Seconds that a file takes to a server, to its answer. */
async function put({ url }: Served, token: string, name: string, file: string): Promise<number> {
  const began = performance.now();
  const headers = { authorization: `Bearer ${token}`, 'content-length': statSync(file).size };
  const asked = request(`${url}/v1/cache/${name}`, { method: 'PUT', headers });
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 18 }), asked);
  const [answer] = await answered;
  if (answer.statusCode !== 200) throw new Error(`PUT was answered with ${answer.statusCode}`);
  await drained(answer);
  return (performance.now() - began) / 1_000;
}

/** Seconds that a file takes from a server, which nobody keeps. */
async function get({ url }: Served, token: string, name: string): Promise<number> {
  const began = performance.now();
  const asked = request(`${url}/v1/cache/${name}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`GET was answered with ${answer.statusCode}`);
  await drained(answer);
  return (performance.now() - began) / 1_000;
}

async function ask(
  { url }: Served,
  token: string,
  method: string,
  name: string,
  body?: Buffer,
  agent?: Agent,
): Promise<Buffer> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body && { 'content-length': body.length }),
  };
  const asked = request(`${url}/v1/cache/${name}`, { method, headers, ...(agent && { agent }) });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200)
    throw new Error(`${method} was answered with ${answer.statusCode}`);
  return Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>));
}

async function drained(answer: IncomingMessage): Promise<void> {
  answer.resume();
  await once(answer, 'end');
}
