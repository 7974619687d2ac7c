import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import type { ToneRunner } from '@audiobook/engines/testing/tone-runner';
import { describe, expect, it } from 'vitest';
import { poolOf, speakAll, textsOf } from './testing/gateway-workspace.ts';
import { pidOf, runnersOf, runs, spokenOf, workspaceOf } from './testing/running-gateway.ts';

const { signal } = new AbortController();

describe('a gateway that runs', () => {
  it('of another version hands over: it ends what it has under way, the next one does the rest', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 1_000, batch: 4 });
    const pool = poolOf([runner as ToneRunner]);
    const workspace = workspaceOf(pool);
    const first = speakAll(workspace.client({ run: 'one' }), textsOf(40));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(4);
    const before = await pidOf(workspace);
    workspace.writePool({ ...pool, idleSeconds: 2 });
    const second = speakAll(workspace.client({ run: 'two' }), ['Another sentence.']);
    expect(spokenOf(await second)).toBe(1);
    expect(spokenOf(await first)).toBe(40);
    expect(await pidOf(workspace)).not.toBe(before);
    expect(runs(before)).toBe(false);
    expect(runner?.requests).toHaveLength(41);
  });

  it('takes up a changed pool.json in the middle of a run, when it is right', async () => {
    const [slow, fast] = await runnersOf({ charactersPerSecond: 100, batch: 1 }, {});
    const workspace = workspaceOf(poolOf([slow as ToneRunner]));
    const speaking = speakAll(workspace.client(), textsOf(60));
    await expect.poll(() => slow?.spoken).toBeGreaterThan(0);
    const before = await pidOf(workspace);
    writeFileSync(`${workspace.root}/gpu-runner/pool.json`, '{ "slots": ');
    await expect.poll(() => workspace.log()).toContain('the slots stay as they are');
    expect(await pidOf(workspace)).toBe(before);
    workspace.writePool(poolOf([slow as ToneRunner, fast as ToneRunner]));
    expect(spokenOf(await speaking)).toBe(60);
    expect(fast?.spoken).toBeGreaterThan(20);
    expect((slow?.requests.length ?? 0) + (fast?.requests.length ?? 0)).toBe(60);
  });

  it('stays as it is for new clients while pool.json can’t be used, and tells them why', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 400, batch: 1 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const speaking = speakAll(workspace.client(), textsOf(40));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(0);
    const before = await pidOf(workspace);
    writeFileSync(`${workspace.root}/gpu-runner/pool.json`, '{ "slots": ');
    const notices: string[] = [];
    const late = workspace.client({ run: 'late', onNotice: (message) => notices.push(message) });
    expect(spokenOf(await speakAll(late, ['One.']))).toBe(1);
    expect(notices.join()).toMatch(/slots stay as they were.*pool\.json:1:12/s);
    expect(spokenOf(await speaking)).toBe(40);
    expect(await pidOf(workspace)).toBe(before);
  });

  it('takes the place of one whose contract it does not know', async () => {
    const [runner] = await runnersOf({});
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const asked: string[] = [];
    const old = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end('{"contract": 0}');
      if (request.method === 'POST') old.close();
    });
    old.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 409 Refused\r\n\r\n'));
    await new Promise<void>((done) => old.listen(workspace.place.socket, done));
    expect(spokenOf(await speakAll(workspace.client(), ['One.']))).toBe(1);
    expect(asked).toContain('POST /gateway/hand-over');
  });

  it('that is stopped ends what it has under way, and says what to do about the rest', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 200, batch: 1 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const speaking = speakAll(workspace.client(), textsOf(20));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(0);
    expect(await stopGateway(workspace.root, signal)).toEqual({ ok: true, value: true });
    const results = await speaking;
    expect(spokenOf(results)).toBe(runner?.spoken);
    expect(results.at(-1)).toMatchObject({
      failure: {
        found: 'the gateway was stopped',
        remedy: expect.stringContaining('same command'),
      },
    });
    expect(await workspace.status()).toBeUndefined();
    // The run’s next chapters must not start another.
    const [next] = await speakAll(workspace.client({ place: 1 }), ['The next chapter.']);
    expect(next).toMatchObject({ failure: { found: 'the gateway was stopped' } });
    expect(
      spokenOf(await speakAll(workspace.client({ run: 'again' }), ['The next chapter.'])),
    ).toBe(1);
  });

  it('in the foreground takes over from one in the background in the middle of a run', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 100, batch: 2 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const speaking = speakAll(workspace.client(), textsOf(80));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(0);
    const before = await pidOf(workspace);
    const stop = new AbortController();
    const script = `${import.meta.dirname}/main.ts`;
    const serving = spawn(process.execPath, [script, workspace.root, '--foreground', '--port=0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      signal: stop.signal,
    });
    serving.on('error', () => undefined);
    let said = '';
    serving.stdout.on('data', (text) => {
      said += text;
    });
    await expect.poll(async () => (await workspace.status())?.pid).toBe(serving.pid);
    runner?.setSpeed(10_000);
    expect(spokenOf(await speaking)).toBe(80);
    expect(runner?.requests).toHaveLength(80);
    const status = await workspace.status();
    expect(status).toMatchObject({ pid: serving.pid, idleSeconds: null });
    expect(status?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(runs(before)).toBe(false);
    serving.kill('SIGINT');
    await once(serving, 'close');
    expect(said).toContain('SIGINT: ends what is under way');
  });

  it('that is to be served where it must not leaves the one that runs alone', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 1_000, batch: 2 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const speaking = speakAll(workspace.client(), textsOf(40));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(0);
    const before = await pidOf(workspace);
    const script = `${import.meta.dirname}/main.ts`;
    const args = [script, workspace.root, '--foreground', '--host=0.0.0.0'];
    const [code] = await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
    expect(code).toBe(1);
    expect(spokenOf(await speaking)).toBe(40);
    expect(await pidOf(workspace)).toBe(before);
    expect(spokenOf(await speakAll(workspace.client({ run: 'new' }), ['One.']))).toBe(1);
  });
});
