import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayClient } from '@audiobook/engines/gateway/gateway-client';
import type { ToneRunner } from '@audiobook/engines/testing/tone-runner';
import { describe, expect, it, onTestFinished } from 'vitest';
import { poolOf, speakAll, textsOf } from './testing/gateway-workspace.ts';
import { pidOf, runnersOf, runs, spokenOf, workspaceOf } from './testing/running-gateway.ts';

describe('the gateway', () => {
  it('is started by the first segment, speaks each once, and ends when nobody needs it', async () => {
    const runners = await runnersOf({}, {});
    const workspace = workspaceOf(poolOf(runners));
    expect(await workspace.status()).toBeUndefined();
    const client = workspace.client();
    expect(spokenOf(await speakAll(client, textsOf(50)))).toBe(50);
    expect(runners.flatMap(({ requests }) => requests).sort()).toEqual(textsOf(50).sort());
    const pid = await pidOf(workspace);
    await client.close('done');
    await expect.poll(() => runs(pid)).toBe(false);
    expect(await workspace.log()).toContain('the gateway has ended');
  });

  it('speaks once what two clients want, whether at the same time or one after the other', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 2_000, batch: 2 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const texts = textsOf(20);
    const both = [workspace.client({ run: 'one' }), workspace.client({ run: 'two' })];
    const results = await Promise.all(both.map((client) => speakAll(client, texts)));
    expect(results.map(spokenOf)).toEqual([20, 20]);
    expect(spokenOf(await speakAll(workspace.client({ run: 'three' }), texts))).toBe(20);
    expect(runner?.requests).toHaveLength(20);
  });

  it('speaks on for one client when the other is gone in the middle', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 2_000, batch: 2 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const [one, two] = [workspace.client({ run: 'one' }), workspace.client({ run: 'two' })];
    const texts = textsOf(30);
    const abandoned = speakAll(one, texts);
    const speaking = speakAll(two, texts.slice(10));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(3);
    await one.close('failed');
    expect(spokenOf(await speaking)).toBe(20);
    expect(spokenOf(await abandoned)).toBeLessThan(30);
    expect(new Set(runner?.requests).size).toBe(runner?.requests.length);
  });

  it('serves whoever listens before all others', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 1_000, batch: 1 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const book = speakAll(workspace.client(), textsOf(40));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(0);
    const listener = new GatewayClient({ workspace: workspace.root, run: 'say' });
    expect(spokenOf(await speakAll(listener, ['Sutpen']))).toBe(1);
    expect(runner?.spoken).toBeLessThan(20);
    await listener.close('done');
    expect(spokenOf(await book)).toBe(40);
  });

  it('is replaced when it is killed with -9 in the middle, and nothing is lost', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 2_000, batch: 2 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const speaking = speakAll(workspace.client(), textsOf(40));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(5);
    const before = await pidOf(workspace);
    process.kill(before, 'SIGKILL');
    expect(spokenOf(await speaking)).toBe(40);
    expect(await pidOf(workspace)).not.toBe(before);
    expect(runner?.requests.length).toBeLessThan(40 + 10);
  });

  it('gives up after it has been lost again and again, and says where to look', async () => {
    const [runner] = await runnersOf({ fault: () => 'hang' });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const speaking = speakAll(workspace.client(), ['One.']);
    const killed = new Set<number>();
    while (killed.size < 5) {
      const pid = (await workspace.status())?.pid;
      if (pid !== undefined && !killed.has(pid) && (runner?.requests.length ?? 0) > killed.size) {
        killed.add(pid);
        process.kill(pid, 'SIGKILL');
      } else await delay(20);
    }
    const [result] = await speaking;
    expect(result).toMatchObject({ failure: { remedy: expect.stringContaining('gateway.log') } });
  });

  it('clears away the socket of one that was killed', async () => {
    const [runner] = await runnersOf({});
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const leave = `require('node:net').createServer().listen(${JSON.stringify(workspace.place.socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await once(spawn(process.execPath, ['-e', leave]), 'close');
    expect(spokenOf(await speakAll(workspace.client(), ['One.']))).toBe(1);
  });

  it('is one, however many begin at once', async () => {
    const [runner] = await runnersOf({});
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const clients = Array.from({ length: 9 }, (_, at) => workspace.client({ place: at }));
    const results = await Promise.all(
      clients.map((client, at) => speakAll(client, [`Chapter ${at}.`])),
    );
    expect(results.flatMap(spokenOf)).toEqual(Array(9).fill(1));
    expect((await workspace.log()).match(/ listens|another gateway/g)).toEqual([' listens']);
  });

  it('says which host name can’t be looked up, and waits', async () => {
    const url = 'http://nobody.invalid:8000';
    const slot = { kind: 'endpoint', url, engine: 'tone', everyAddress: true };
    const workspace = workspaceOf({ slots: [slot], idleSeconds: 1 });
    const notices: string[] = [];
    const client = workspace.client({ onNotice: (message) => notices.push(message) });
    const speaking = speakAll(client, ['One.']);
    await expect.poll(() => notices.join()).toMatch(/No slot can speak.*nobody\.invalid/s);
    await client.close('failed');
    await speaking;
  });

  it('waits with a message while no slot is there, and goes on when one returns', async () => {
    const [runner] = await runnersOf({ charactersPerSecond: 2_000, batch: 2 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const notices: string[] = [];
    const client = workspace.client({ onNotice: (message) => notices.push(message) });
    const speaking = speakAll(client, textsOf(40));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(5);
    await runner?.stop();
    await expect.poll(() => notices.join()).toMatch(/No slot can speak.*tone-0/s);
    await runner?.start();
    expect(spokenOf(await speaking)).toBe(40);
    await expect.poll(() => notices.join()).toContain('speaking goes on');
  });

  it('says what is wrong with pool.json, with line and column', async () => {
    const workspace = workspaceOf({});
    writeFileSync(`${workspace.root}/gpu-runner/pool.json`, '{\n  "slot": []\n}\n');
    const [result] = await speakAll(workspace.client(), ['One.']);
    expect(result).toMatchObject({
      failure: {
        kind: 'bad-settings',
        at: { line: 2, column: 3 },
        found: 'there is no "slot"; there are slots, listen, idleSeconds',
      },
    });
  });

  it('is not asked for a text that no message holds: that segment fails alone', async () => {
    const [runner] = await runnersOf({});
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const texts = ['One.', 'a'.repeat(30_000), 'Two.'];
    const [one, long, two] = await speakAll(workspace.client(), texts);
    expect(spokenOf([one, two].flatMap((result) => result ?? []))).toBe(2);
    const reasons = [expect.stringMatching(/^spoken: Too big.*20000/)];
    expect(long).toMatchObject({ failure: { kind: 'speech-failed', reasons } });
  });

  it('speaks nothing more for a client that does not read, until it does', async () => {
    const [runner] = await runnersOf({ audioSecondsPerCharacter: 0.45, batch: 8 });
    const workspace = workspaceOf(poolOf([runner as ToneRunner]));
    const script = `${import.meta.dirname}/testing/slow-client.ts`;
    const slow = spawn(process.execPath, [script, workspace.root], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void slow.kill('SIGKILL'));
    await expect.poll(() => runner?.spoken).toBeGreaterThan(10);
    slow.kill('SIGSTOP');
    let before = -1;
    await expect
      .poll(
        async () => {
          const now = runner?.spoken ?? 0;
          const still = now === before;
          before = now;
          await delay(500);
          return still;
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    expect(before).toBeLessThan(400);
    slow.kill('SIGCONT');
    const [output] = (await once(slow.stdout, 'data')) as [Buffer];
    expect(output.toString()).toBe('400');
  });
});
