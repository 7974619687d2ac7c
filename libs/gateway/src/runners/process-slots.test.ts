import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { withGpus } from '../testing/fake-gpus.ts';
import { speakAll, textsOf } from '../testing/gateway-workspace.ts';
import { pidOf, runs, spokenOf, workspaceOf } from '../testing/running-gateway.ts';

const python = join(import.meta.dirname, '..', 'testing', 'python');

/** Where runners leave word of themselves. */
let runnerFolder = '';

/** A workspace whose runners end with the test. */
function workspaceWith(pool: unknown) {
  const temporary = mkdtempSync(join(tmpdir(), 'runners-'));
  vi.stubEnv('XDG_CACHE_HOME', temporary);
  runnerFolder = join(temporary, 'audiobook', `runners-${hostname()}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    for (const { pid } of runners()) if (runs(pid)) process.kill(pid, 'SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  });
  return workspaceOf(pool);
}

function runners() {
  const names = existsSync(runnerFolder) ? readdirSync(runnerFolder) : [];
  return names.map((name) => {
    const folder = join(runnerFolder, name);
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    return { name, folder, pid: Number(read('pid')), log: () => read('log') };
  });
}

function poolOf(slot: object = {}, more: object = {}) {
  const process = { kind: 'process', engine: 'tone', gpus: 'none', python, idleMinutes: 1 };
  return { slots: [{ ...process, ...slot }], idleSeconds: 1, ...more };
}

describe('a process slot', () => {
  it('starts its runners with the first segment that needs them, and no sooner', async () => {
    const workspace = workspaceWith({
      ...poolOf(),
      slots: [...poolOf({ count: 2 }).slots, { kind: 'embedded', count: 1 }],
    });
    const client = workspace.client();
    const espeak = client.engine('espeak-ng', 'none');
    const order = { spoken: 'One.', language: 'en', voice: 'default', params: {}, seed: 1 };
    await espeak.speak(order, new AbortController().signal);
    const idle = (await workspace.status())?.slots.filter(({ engine }) => engine === 'tone');
    expect(idle).toMatchObject([{ state: 'idle' }, { state: 'idle' }]);
    expect(runners()).toEqual([]);
    expect(spokenOf(await speakAll(client, textsOf(20)))).toBe(20);
    await expect.poll(() => runners().length).toBe(2);
  });

  it('leaves its runner warm for the next gateway, also when it was killed', async () => {
    const workspace = workspaceWith(poolOf());
    expect(spokenOf(await speakAll(workspace.client({ run: 'one' }), textsOf(5)))).toBe(5);
    const [first] = runners();
    process.kill(await pidOf(workspace), 'SIGKILL');
    expect(spokenOf(await speakAll(workspace.client({ run: 'two' }), textsOf(9)))).toBe(9);
    expect(runners().map(({ pid }) => pid)).toEqual([first?.pid]);
    expect(runs(first?.pid ?? 0)).toBe(true);
  });

  it('starts another runner when its own is killed in mid-run, and loses nothing', async () => {
    const options = { charactersPerSecond: 400, batch: 2 };
    const workspace = workspaceWith(poolOf({ options }));
    const speaking = speakAll(workspace.client(), textsOf(40));
    await expect.poll(async () => (await workspace.status())?.slots[0]?.spoken).toBeGreaterThan(2);
    const [before] = runners();
    process.kill(before?.pid ?? 0, 'SIGKILL');
    expect(spokenOf(await speaking)).toBe(40);
    expect(runners()[0]?.pid).not.toBe(before?.pid);
  });

  it('whose runner has ended for want of work starts it again with the next segment', async () => {
    const workspace = workspaceWith(poolOf({ idleMinutes: 0.01 }, { idleSeconds: 60 }));
    const client = workspace.client();
    expect(spokenOf(await speakAll(client, textsOf(3)))).toBe(3);
    const [before] = runners();
    await expect.poll(() => runs(before?.pid ?? 0)).toBe(false);
    const more = textsOf(5).slice(3);
    expect(spokenOf(await speakAll(client, more))).toBe(2);
    expect(runners()[0]?.pid).not.toBe(before?.pid);
  });

  it('takes the place of a runner that was started with other settings', async () => {
    const workspace = workspaceWith(poolOf({ batch: 3 }));
    const client = workspace.client({ run: 'one' });
    expect(spokenOf(await speakAll(client, textsOf(3)))).toBe(3);
    const [before] = runners();
    await client.close('done');
    workspace.writePool(poolOf({ batch: 5 }));
    const next = workspace.client({ run: 'two' });
    expect(spokenOf(await speakAll(next, textsOf(6)))).toBe(6);
    expect((await workspace.status())?.slots).toMatchObject([{ batch: 5 }]);
    expect(runs(before?.pid ?? 0)).toBe(false);
  });

  it('stops its runners when the gateway is stopped', async () => {
    const workspace = workspaceWith(poolOf());
    expect(spokenOf(await speakAll(workspace.client(), textsOf(3)))).toBe(3);
    const [runner] = runners();
    await stopGateway(workspace.root, new AbortController().signal);
    expect(runs(runner?.pid ?? 0)).toBe(false);
    expect(runners()).toEqual([]);
  });

  it('replaces a runner that does not accept its token', async () => {
    const workspace = workspaceWith(poolOf());
    const client = workspace.client({ run: 'one' });
    expect(spokenOf(await speakAll(client, textsOf(3)))).toBe(3);
    const [runner] = runners();
    await client.close('done');
    await expect.poll(() => workspace.status()).toBeUndefined();
    writeFileSync(join(runner?.folder ?? '', 'token'), 'another');
    expect(spokenOf(await speakAll(workspace.client({ run: 'two' }), textsOf(6)))).toBe(6);
    expect(runs(runner?.pid ?? 0)).toBe(false);
  });

  it('says which runners load before the first can speak, and of no trouble', async () => {
    const workspace = workspaceWith(poolOf({ options: { loadSeconds: 3 } }));
    const notices: string[] = [];
    const client = workspace.client({ onNotice: (text: string) => notices.push(text) });
    expect(spokenOf(await speakAll(client, textsOf(3)))).toBe(3);
    expect(notices).toEqual(['Loading: tone-1.']);
  });

  it('says what a runner said that can’t start, and what to do', async () => {
    const pool = poolOf({ options: { diesAtStart: 'No module named audiobook_runner' } });
    const workspace = workspaceWith(pool);
    const notices: string[] = [];
    const client = workspace.client({ onNotice: (text: string) => notices.push(text) });
    const stop = new AbortController();
    const speaking = speakAll(client, ['One.'], stop.signal);
    await expect.poll(() => notices.join('\n')).toContain('No module named audiobook_runner');
    expect(notices.join('\n')).toContain('npx nx run gpu-runner:setup --engines=tone');
    stop.abort();
    expect(await speaking).toMatchObject([{ ok: false, failure: { kind: 'cancelled' } }]);
  });

  it('stops a runner that never gets ready, says so, and tries again', async () => {
    const pool = poolOf({ options: { neverReady: true }, startSeconds: 1 });
    const workspace = workspaceWith(pool);
    const stop = new AbortController();
    const speaking = speakAll(workspace.client(), ['One.'], stop.signal);
    const trouble = async () => (await workspace.status())?.slots[0]?.trouble;
    await expect.poll(trouble).toContain('its model is not loaded yet');
    const [first] = runners();
    await expect.poll(trouble).toContain('it is not after 1 s, and was stopped');
    await expect.poll(() => runners()[0]?.pid ?? first?.pid).not.toBe(first?.pid);
    stop.abort();
    await speaking;
  });
});

describe('process slots on GPUs', () => {
  it('are one for each card that nvidia-smi lists, with its lease', async () => {
    withGpus('GPU-aa-1', 'GPU-bb-2');
    const workspace = workspaceWith(poolOf({ gpus: 'all', options: { charactersPerSecond: 900 } }));
    expect(spokenOf(await speakAll(workspace.client(), textsOf(60)))).toBe(60);
    const names = (await workspace.status())?.slots.map(({ name }) => name);
    expect(names).toEqual(['tone-gpu0', 'tone-gpu1']);
    const leases = runners().map(({ log }) => /the lease is (.*)/.exec(log())?.[1]);
    expect(leases.sort()).toEqual(
      ['GPU-aa-1', 'GPU-bb-2'].map((gpu) => `/tmp/audiobook-gpus/${gpu}`),
    );
  });

  it('wait with a message while a card is not there that pool.json names', async () => {
    withGpus('GPU-aa-1');
    const workspace = workspaceWith(poolOf({ gpus: [0, 3] }));
    const notices: string[] = [];
    const client = workspace.client({ onNotice: (text: string) => notices.push(text) });
    const stop = new AbortController();
    const speaking = speakAll(client, ['One.'], stop.signal);
    await expect
      .poll(() => notices.join('\n'))
      .toContain('there is 0 (GPU-aa-1, NVIDIA Test Card)');
    stop.abort();
    await speaking;
  });
});
