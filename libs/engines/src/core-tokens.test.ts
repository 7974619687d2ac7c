import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CoreTokens } from './core-tokens.ts';

const script = fileURLToPath(new URL('testing/token-user.ts', import.meta.url));
const never = new AbortController().signal;
let folder: string;
let users: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'core-tokens-'));
});

afterEach(() => {
  for (const user of users) user.kill('SIGKILL');
  users = [];
  rmSync(folder, { recursive: true });
});

/** A process that asks for a token; `next()` is what it prints next. */
function startUser(cores: number, ports: number[] = []) {
  const user = spawn(process.execPath, [script, folder, String(cores), ...ports.map(String)]);
  users.push(user);
  const lines = createInterface({ input: user.stdout })[Symbol.asyncIterator]();
  return {
    next: async (): Promise<unknown> => (await lines.next()).value,
    say: () => user.stdin.write('\n'),
    die: async () => {
      user.stdin.write('die\n');
      await once(user, 'exit');
    },
    kill: async () => {
      user.kill('SIGKILL');
      await once(user, 'exit');
    },
  };
}

async function startHolder(cores: number) {
  const user = startUser(cores);
  expect(await user.next()).toBe('asking');
  expect(await user.next()).toBe('held');
  return user;
}

describe('CoreTokens', () => {
  it('is not held up by the marker of a process that was killed while it wrote it', () => {
    const minuteAgo = String(Date.now() - 60_000).padStart(15, '0');
    writeFileSync(join(folder, `wait-${minuteAgo}-killed`), '');
    const tokens = new CoreTokens({ cores: 1, folder });
    expect(tokens.wanted()).toBe(false);
    expect(tokens.tryAcquire()).toBeDefined();
  });

  it('gives as many tokens as there are cores, and one again when one is released', async () => {
    const tokens = new CoreTokens({ cores: 3, folder });
    const held = [tokens.tryAcquire(), tokens.tryAcquire(), tokens.tryAcquire()];
    expect(held.every((token) => token !== undefined)).toBe(true);
    expect(tokens.tryAcquire()).toBeUndefined();
    held[1]?.release();
    expect(tokens.tryAcquire()).toBeDefined();
    expect(tokens.tryAcquire()).toBeUndefined();
  });

  it('acquire() waits until another process releases', async () => {
    const holder = await startHolder(1);
    const tokens = new CoreTokens({ cores: 1, folder });
    expect(tokens.tryAcquire()).toBeUndefined();
    const waiting = tokens.acquire(never);
    holder.say();
    expect(await waiting).toMatchObject({ ok: true });
  });

  it('takes over the token of a process that was killed', async () => {
    const holder = await startHolder(1);
    const tokens = new CoreTokens({ cores: 1, folder });
    expect(tokens.tryAcquire()).toBeUndefined();
    await holder.kill();
    expect(tokens.tryAcquire()).toBeDefined();
    expect(tokens.tryAcquire()).toBeUndefined();
  });

  it('forgets a process that was killed while it waited', async () => {
    const tokens = new CoreTokens({ cores: 1, folder });
    const token = tokens.tryAcquire();
    const user = startUser(1);
    await vi.waitFor(() => expect(tokens.wanted()).toBe(true), 10_000);
    await user.kill();
    expect(tokens.wanted()).toBe(false);
    token?.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves what is free to those who have none', async () => {
    const tokens = new CoreTokens({ cores: 2, folder });
    const [one, two] = [tokens.tryAcquire(), tokens.tryAcquire()];
    const controller = new AbortController();
    const waiting = new CoreTokens({ cores: 2, folder }).acquire(controller.signal);
    expect(tokens.wanted()).toBe(true);
    one?.release();
    expect(tokens.wanted()).toBe(false);
    expect(tokens.tryAcquire()).toBeUndefined();
    expect(await waiting).toMatchObject({ ok: true });
    two?.release();
  });

  it('acquire() stops waiting when told to, and leaves nothing behind', async () => {
    const tokens = new CoreTokens({ cores: 1, folder });
    tokens.tryAcquire();
    const controller = new AbortController();
    const waiting = tokens.acquire(controller.signal);
    controller.abort();
    expect(await waiting).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(readdirSync(folder)).toEqual(['core-0']);
  });

  it('acquire() says so when the folder cannot be used', async () => {
    writeFileSync(join(folder, 'file'), '');
    const tokens = new CoreTokens({ cores: 1, folder: join(folder, 'file/cores') });
    expect(await tokens.acquire(never)).toMatchObject({
      ok: false,
      failure: { kind: 'engine-failed', found: expect.stringContaining('ENOTDIR') },
    });
    expect(tokens.tryAcquire()).toBeUndefined();
    expect(tokens.wanted()).toBe(false);
  });

  it('acquire() says so when the folder can no longer be used', async () => {
    const base = join(folder, 'base');
    const tokens = new CoreTokens({ cores: 1, folder: join(base, 'cores') });
    expect(tokens.tryAcquire()).toBeDefined();
    const waiting = tokens.acquire(never);
    rmSync(base, { recursive: true });
    writeFileSync(base, '');
    expect(tokens.tryAcquire()).toBeUndefined();
    expect(await waiting).toMatchObject({
      ok: false,
      failure: { kind: 'engine-failed', found: expect.stringContaining('ENOTDIR') },
    });
  });

  it('acquire() says so when the file system refuses to link', async () => {
    // To take a dead owner's token, a file is linked that is named after the owner.
    const dead = { pid: 2 ** 22 + 1, started: null, id: 'x'.repeat(300) };
    writeFileSync(join(folder, 'core-0'), JSON.stringify(dead));
    const tokens = new CoreTokens({ cores: 1, folder });
    expect(tokens.tryAcquire()).toBeUndefined();
    expect(await tokens.acquire(never)).toMatchObject({
      ok: false,
      failure: { kind: 'engine-failed', found: expect.stringContaining('ENAMETOOLONG') },
    });
    expect(readdirSync(folder)).toEqual(['core-0']);
  });

  it('makes its folder again when that was cleaned away', async () => {
    const tokens = new CoreTokens({ cores: 1, folder });
    const token = tokens.tryAcquire();
    rmSync(folder, { recursive: true });
    token?.release();
    expect(await tokens.acquire(never)).toMatchObject({ ok: true });
  });

  it('passes a waiting process that is stopped', async () => {
    const tokens = new CoreTokens({ cores: 1, folder });
    const token = tokens.tryAcquire();
    startUser(1);
    await vi.waitFor(() => expect(tokens.wanted()).toBe(true), 10_000);
    users[0]?.kill('SIGSTOP');
    token?.release();
    expect(await tokens.acquire(never)).toMatchObject({ ok: true });
  });

  it('has no more holders than cores while processes take turns and are killed', async () => {
    const ports = [await freePort(), await freePort()];
    const all = Array.from({ length: 5 }, () => startUser(2, ports));
    let turns = 0;
    const serve = async (user: (typeof all)[number]) => {
      for (;;) {
        const line = await user.next();
        if (line === undefined) throw new Error('a process ended that nobody killed');
        expect(line).not.toBe('too many');
        if (line === 'held') {
          turns += 1;
          if (turns > 20 || turns % 5 === 0) return user.die();
        }
        if (line !== 'asking') user.say();
      }
    };
    await Promise.all(all.map(serve));
    expect(turns).toBeGreaterThanOrEqual(20);
  });
});

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
