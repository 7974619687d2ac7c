import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isRunning } from '@audiobook/files/process-owner';
import { describeFailure } from '@audiobook/model/failure';
import { ok, type Result } from '@audiobook/model/result';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CoreTokens } from './core-tokens.ts';
import { EmbeddedEngine } from './embedded-engine.ts';
import type { EmbeddedLimits } from './embedded-limits.ts';
import type { SpokenSegment } from './speech-engine.ts';

const fixture = (name: string) => fileURLToPath(new URL(`testing/${name}.ts`, import.meta.url));
const never = new AbortController().signal;
let folder: string;
let children: string;
let engine: EmbeddedEngine | undefined;
let processes: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  children = mkdtempSync(join(tmpdir(), 'embedded-children-'));
});

afterEach(async () => {
  for (const one of processes) one.kill('SIGKILL');
  processes = [];
  await engine?.close();
  rmSync(folder, { recursive: true });
  rmSync(children, { recursive: true });
});

function open(cores: number, limits: Partial<EmbeddedLimits> = {}, child = 'fixture-child') {
  engine = new EmbeddedEngine({
    name: 'fixture',
    implementation: 'fixture 1',
    identity: async () => ok('fixture:1'),
    prepare: ({ spoken }) => ok({ text: spoken }),
    child: fixture(child),
    cores: new CoreTokens({ cores, folder }),
    children: cores,
    limits,
  });
  return engine;
}

function say(spoken: string, signal = never): Promise<Result<SpokenSegment>> {
  if (!engine) throw new Error('no engine is open');
  return engine.speak({ spoken, language: 'en', voice: 'x', params: {}, seed: 1 }, signal);
}

/** The process id of the child that answered. */
function pidOf(result: Result<SpokenSegment> | undefined): number {
  if (!result?.ok) throw new Error(JSON.stringify(result));
  return Buffer.from(result.value.pcm).readUInt32LE();
}

function message(result: Result<SpokenSegment> | undefined): string {
  if (!result) throw new Error('no result');
  return result.ok ? 'spoken' : describeFailure(result.failure);
}

const alive = (pid: number) => isRunning({ pid, started: null });

describe('EmbeddedEngine', () => {
  it('speaks segment after segment with the same child', async () => {
    open(1);
    const first = await say('one');
    expect(first).toMatchObject({
      value: { sampleRate: 8_000, generationSeconds: 0.001, implementation: 'fixture 1' },
    });
    expect(pidOf(await say('two'))).toBe(pidOf(first));
  });

  it('uses as many children as it may, and ends them all on close()', async () => {
    open(2);
    const met = await Promise.all([say(`meet ${children}`), say(`meet ${children}`)]);
    const used = [...new Set(met.map(pidOf))];
    expect(used.length).toBe(2);
    await engine?.close();
    expect(used.filter(alive)).toEqual([]);
  });

  it('ends children that have no work, and starts one for the next request', async () => {
    open(1, { lingerMs: 20 });
    const pid = pidOf(await say('first'));
    await vi.waitFor(() => expect(alive(pid)).toBe(false), 10_000);
    expect(pidOf(await say('second'))).not.toBe(pid);
  });

  it('has another child speak what one died of', async () => {
    open(1);
    expect(pidOf(await say(`dieonce ${join(folder, 'died')}`))).toBeGreaterThan(0);
  });

  it('fails a segment that two children died of alone, with what each said', async () => {
    open(1);
    const [before, thrown, killed, after] = await Promise.all(
      ['a', 'throw this', 'die', 'b'].map((text) => say(text)),
    );
    expect(before?.ok && after?.ok).toBe(true);
    expect(message(thrown)).toBe(
      [
        'Failed while speaking “throw this” with fixture:',
        '  attempt 1: its process ended with code 1: RangeError: could not this',
        '  attempt 2: its process ended with code 1: RangeError: could not this',
        '  → give the segment another wording in corrections.json ("spoken"), and run again',
      ].join('\n'),
    );
    expect(message(killed)).toContain('attempt 2: its process was killed by SIGKILL');
  });

  it('fails a segment that is not answered in time, twice', async () => {
    open(1, { answerMs: 300, answerMsPerCharacter: 50 });
    const [hung, other] = await Promise.all([say('hang'), say('after it')]);
    expect(message(hung)).toContain(
      'attempt 1: its process gave no answer for 0.5 s and was stopped',
    );
    expect(message(hung)).toContain(
      'attempt 2: its process gave no answer for 0.5 s and was stopped',
    );
    expect(other.ok).toBe(true);
  });

  it('stops a child that says anything but frames', async () => {
    open(1);
    expect(message(await say('babble'))).toContain(
      'its process printed "Segmentation fault" instead of an answer and was stopped',
    );
  });

  it('takes no second answer for that of the next segment', async () => {
    open(1);
    const [before, stuttered, ...after] = await Promise.all(
      ['start', 'stutter', 'next', 'last'].map((text) => say(text)),
    );
    expect(stuttered).toMatchObject({ ok: true, value: { pcm: Buffer.alloc(0) } });
    const pids = after.map(pidOf);
    expect(pids[0]).not.toBe(pidOf(before));
    expect(pids[1]).toBe(pids[0]);
  });

  it('replaces a child that has grown too large, behind its segment', async () => {
    open(1, { childMegabytes: 150 });
    const first = pidOf(await say('small'));
    expect(pidOf(await say('grow 200'))).toBe(first);
    expect(pidOf(await say('small'))).not.toBe(first);
  });

  it('lets no child have 400 MB', async () => {
    open(1);
    const first = pidOf(await say('claim 380'));
    expect(pidOf(await say('claim 390'))).toBe(first);
    expect(pidOf(await say('small'))).not.toBe(first);
  });

  it('fails what waits when its children cannot start, and tries again later', async () => {
    open(1, {}, 'broken-child');
    const failure = [
      'Failed while starting fixture:',
      '  its process ended with code 1: SyntaxError: no such engine here',
      '  → install the packages again with `npm ci`, and see that memory is free',
    ].join('\n');
    const failed = await Promise.all([say('one'), say('two')]);
    expect(failed.map(message)).toEqual([failure, failure]);
    expect(message(await say('three'))).toBe(failure);
  });

  it('cancels what waits and what is spoken, and goes on with the rest', async () => {
    open(1);
    const pid = pidOf(await say('start'));
    const controller = new AbortController();
    const hung = say('hang', controller.signal);
    const waiting = say('waits', controller.signal);
    const rest = say('rest');
    await new Promise(setImmediate);
    controller.abort();
    for (const one of [await hung, await waiting]) {
      expect(one).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    }
    expect(pidOf(await rest)).not.toBe(pid);
    expect(alive(pid)).toBe(false);
  });

  it('close() cancels what is spoken, even by a child that hangs', async () => {
    open(2);
    const pid = pidOf(await say('start'));
    const results = ['hang', 'hang', 'waits'].map((text) => say(text));
    await engine?.close();
    for (const one of await Promise.all(results)) {
      expect(one).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    }
    expect(alive(pid)).toBe(false);
  });
});

/** A process of its own that speaks; `next()` gives the child that answered, and how many lived. */
function startSpeaker(cores: number, turnMs: number, only?: string) {
  const args = [folder, String(cores), String(turnMs), ...(only ? [only] : [])];
  const env = { ...process.env, FIXTURE_CHILDREN: children };
  const speaker = spawn(process.execPath, [fixture('speaking-process'), ...args], { env });
  processes.push(speaker);
  const lines = createInterface({ input: speaker.stdout })[Symbol.asyncIterator]();
  return {
    next: async () => {
      const [pid = 0, count = 0] = String((await lines.next()).value)
        .split(' ')
        .map(Number);
      return { pid, count };
    },
    kill: async () => {
      speaker.kill('SIGKILL');
      await once(speaker, 'exit');
    },
  };
}

describe('EmbeddedEngine in several processes', () => {
  it('has its children end when it is killed, even one that hangs', async () => {
    const speaker = startSpeaker(1, 1_000, 'hang');
    const { pid } = await speaker.next();
    expect(alive(pid)).toBe(true);
    await speaker.kill();
    await vi.waitFor(() => expect(alive(pid)).toBe(false), 10_000);
  });

  it('runs no more children than cores in all, and every process gets its turn', async () => {
    const speakers = Array.from({ length: 4 }, () => startSpeaker(2, 100));
    const counts = await Promise.all(
      speakers.map(async (speaker) => {
        let most = 0;
        const pids = new Set<number>();
        while (pids.size < 2) {
          const { pid, count } = await speaker.next();
          pids.add(pid);
          most = Math.max(most, count);
        }
        return most;
      }),
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(2);
  });

  it('goes on with the cores of a process that was killed', async () => {
    const first = startSpeaker(1, 60_000);
    await first.next();
    const second = startSpeaker(1, 60_000);
    await vi.waitFor(
      () => expect(new CoreTokens({ cores: 1, folder }).wanted()).toBe(true),
      10_000,
    );
    await first.kill();
    expect((await second.next()).pid).toBeGreaterThan(0);
  });
});
