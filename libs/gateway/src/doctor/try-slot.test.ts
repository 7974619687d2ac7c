import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { planSlots } from '../plan-slots.ts';
import { Pool } from '../pool.ts';
import { runnersOf, runs, workspaceOf } from '../testing/running-gateway.ts';
import { trySlot } from './try-slot.ts';

function planOf(slot: object, workspace = '/') {
  const planned = planSlots(Pool.parse({ slots: [slot] }).slots ?? [], { workspace });
  const [plan] = planned.ok ? planned.value.plans : [];
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

function trial(slot: object, limits = { ready: 20, speak: 20 }) {
  const said: string[] = [];
  const stop = new AbortController();
  const progress = (text: string) => void said.push(text);
  const check = trySlot({ plan: planOf(slot), limits, signal: stop.signal, progress });
  return { check, said, stop };
}

async function server(options: ToneRunnerOptions = {}, slot: object = {}) {
  const [runner] = await runnersOf(options);
  return { kind: 'endpoint', name: 'box', engine: 'tone', url: runner?.url.href, ...slot };
}

describe('a server', () => {
  it('speaks with the first voice that it lists', async () => {
    const { check } = trial(await server());
    const { mark, found } = await check;
    expect(mark).toBe('ok');
    expect(found).toMatch(
      /^spoke 2\.8 s with the voice “tone” in \d+\.\d s \(ready after \d+\.\d s\)$/,
    );
  });

  it('that can’t be reached is wrong', async () => {
    const slot = await server();
    const { check } = trial({ ...slot, url: 'http://127.0.0.1:9' });
    expect(await check).toMatchObject({
      mark: 'wrong',
      found: expect.stringContaining('nothing listens there'),
    });
  });

  it('that does not accept the token is wrong', async () => {
    const { check } = trial(await server({ token: 'hush' }));
    expect(await check).toMatchObject({
      mark: 'wrong',
      remedy: "correct the slot's token: the server does not accept it",
    });
  });

  it('that speaks silence is wrong', async () => {
    const { check } = trial(await server({ fault: () => 'silence' }));
    const { mark, found } = await check;
    expect([mark, found]).toEqual(['wrong', expect.stringContaining('it spoke silence: 2.8 s')]);
  });

  it('that has another model than pool.json says is wrong', async () => {
    const { check } = trial(await server({}, { model: 'tone:2' }));
    expect((await check).found).toBe('it has the model “tone:1”, not “tone:2”');
  });

  it('that hangs is given up', async () => {
    const { check } = trial(await server({ fault: () => 'hang' }), { ready: 20, speak: 0.2 });
    expect((await check).found).toBe('it has not spoken a sentence after 0.2 s');
  });

  it('is waited for while it loads, and not for ever', async () => {
    const { check, said } = trial(await server({ loadSeconds: 0.3 }));
    expect((await check).mark).toBe('ok');
    expect(said).toEqual(['starting', 'its model is not loaded yet', 'speaking']);
    const late = trial(await server({ loadSeconds: 1e6 }), { ready: 0.1, speak: 1 });
    expect((await late.check).found).toContain('it is not after 0.1 s');
  });
});

describe('a runner', () => {
  const python = join(import.meta.dirname, '..', 'testing', 'python');
  const slot = { kind: 'process', engine: 'tone', gpus: 'none', python, idleMinutes: 1 };

  function runners() {
    const temporary = mkdtempSync(join(tmpdir(), 'doctor-'));
    vi.stubEnv('XDG_CACHE_HOME', temporary);
    const folder = join(temporary, 'audiobook', `runners-${hostname()}`);
    const pids = () =>
      (existsSync(folder) ? readdirSync(folder) : []).map((name) =>
        Number(readFileSync(join(folder, name, 'pid'), 'utf8')),
      );
    onTestFinished(() => {
      vi.unstubAllEnvs();
      for (const pid of pids()) if (runs(pid)) process.kill(pid, 'SIGKILL');
      rmSync(temporary, { recursive: true, force: true });
    });
    return pids;
  }

  function tryIn(workspace: string, more: object = {}) {
    const stop = new AbortController();
    const plan = planOf({ ...slot, ...more }, workspace);
    const limits = { ready: 20, speak: 20 };
    const check = trySlot({ plan, limits, signal: stop.signal, progress: () => undefined });
    return { check, stop, plan };
  }

  it('that had to be started is stopped again', async () => {
    const pids = runners();
    const { root } = workspaceOf({});
    expect((await tryIn(root).check).mark).toBe('ok');
    expect(pids()).toEqual([]);
  });

  it('that was warm is used, and stays', async () => {
    const pids = runners();
    const { root } = workspaceOf({});
    const engine = await tryWarm(root);
    const before = pids();
    expect(before).toHaveLength(1);
    expect((await tryIn(root).check).mark).toBe('ok');
    expect(pids()).toEqual(before);
    expect(runs(before[0] ?? 0)).toBe(true);
    await engine.dismiss?.();
  });

  it('that loads when the doctor is stopped does not stay', async () => {
    const pids = runners();
    const { root } = workspaceOf({});
    const { check, stop } = tryIn(root, { options: { neverReady: true } });
    await expect.poll(() => pids().length).toBe(1);
    stop.abort();
    await check;
    expect(pids()).toEqual([]);
  });

  it('that dies at start is wrong, with what it said', async () => {
    runners();
    const { root } = workspaceOf({});
    const { check } = tryIn(root, { options: { diesAtStart: 'out of cards' } });
    expect(await check).toMatchObject({
      mark: 'wrong',
      found: expect.stringContaining('out of cards'),
    });
  });

  async function tryWarm(root: string) {
    const opened = await planOf(slot, root).open(new AbortController().signal);
    if (!opened.ok) throw new Error('it does not open');
    await expect.poll(async () => (await opened.value.identity()).ok).toBe(true);
    return opened.value;
  }
});
