import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '@audiobook/engines/testing/tone-fault';
import { ToneRunner, type ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dispatcher } from './dispatcher.ts';
import type { Outcome } from './job.ts';
import { planSlots } from './plan-slots.ts';
import { Pool } from './pool.ts';
import { poolOf, textsOf } from './testing/gateway-workspace.ts';

/** Everything that can go wrong with one answer. */
const faults: [string, Fault][] = [
  ['reset in mid-answer', 'reset'],
  ['end in mid-answer', 'end'],
  ['hang', 'hang'],
  ['500', { status: 500 }],
  ['503', { status: 503 }],
  ['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }],
  ['429 without Retry-After', { status: 429 }],
  ['wrong content type', 'wrong-type'],
  ['truncated WAV', 'truncated'],
  ['no WAV', 'garbage'],
  ['audio that is too long', 'too-long'],
  ['audio that is too short', 'too-short'],
  ['speech that stops before the text does', 'cut'],
  ['an endless answer', 'endless'],
];

async function runnerOf(options: ToneRunnerOptions = {}): Promise<ToneRunner> {
  const runner = new ToneRunner(options);
  await runner.start();
  onTestFinished(() => runner.stop());
  return runner;
}

function dispatcherOf(...runners: ToneRunner[]): Dispatcher {
  const pool = poolOf(runners);
  const slots = pool.slots.map((slot) => ({ ...slot, answerSeconds: 1 }));
  const planned = planSlots(Pool.parse({ ...pool, slots }).slots ?? [], { workspace: '/' });
  if (!planned.ok) throw new Error('no slots');
  const dispatcher = new Dispatcher(planned.value.plans, { restMs: 20, longestRestMs: 100 });
  onTestFinished(() => dispatcher.close());
  return dispatcher;
}

function speak(dispatcher: Dispatcher, texts: readonly string[]): Promise<Outcome[]> {
  const common = { engine: 'tone', model: 'tone:1', client: 'run', interactive: false };
  return Promise.all(
    texts.map((spoken, at) => {
      const request = { spoken, language: 'en', voice: 'tone', params: {}, seed: 1 };
      return dispatcher.submit({ ...common, place: [at], request }).outcome;
    }),
  );
}

const kindsOf = (outcomes: readonly Outcome[]) => new Set(outcomes.map(({ kind }) => kind));

describe('a slot that fails', () => {
  it.each(faults)('at every text (%s): the other slot speaks them', async (_, fault) => {
    const [bad, good] = [await runnerOf({ fault: () => fault }), await runnerOf()];
    const outcomes = await speak(dispatcherOf(bad, good), textsOf(12));
    expect(kindsOf(outcomes)).toEqual(new Set(['spoken']));
    expect(good.spoken).toBe(12);
    expect(bad.requests.length).toBeGreaterThan(0);
  });

  it.each(
    faults.filter(([, fault]) => !['too-long', 'too-short', 'cut'].includes(fault as string)),
  )('once (%s), and is the only one: it is asked again', async (_, fault) => {
    let failed = false;
    const once = () => {
      const wrong = failed ? undefined : fault;
      failed = true;
      return wrong;
    };
    const runner = await runnerOf({ fault: once, batch: 1 });
    const outcomes = await speak(dispatcherOf(runner), textsOf(5));
    expect(kindsOf(outcomes)).toEqual(new Set(['spoken']));
  });

  it('because nothing listens (connection refused): its segments go elsewhere, and it comes back', async () => {
    const [gone, good] = [await runnerOf(), await runnerOf({ charactersPerSecond: 1_000 })];
    await gone.stop();
    const dispatcher = dispatcherOf(gone, good);
    expect(kindsOf(await speak(dispatcher, textsOf(4)))).toEqual(new Set(['spoken']));
    expect(dispatcher.slots[0]).toMatchObject({ state: 'resting' });
    await gone.start();
    await expect.poll(() => dispatcher.slots[0]?.state).toBe('ready');
    expect(kindsOf(await speak(dispatcher, textsOf(30)))).toEqual(new Set(['spoken']));
    expect(gone.spoken).toBeGreaterThan(0);
  });

  it('and comes back with another model: it is refused until it has the one that it had', async () => {
    const runner = await runnerOf();
    const dispatcher = dispatcherOf(runner);
    expect(kindsOf(await speak(dispatcher, ['One.']))).toEqual(new Set(['spoken']));
    await runner.stop();
    runner.identity = 'tone:2';
    await runner.start();
    const speaking = speak(dispatcher, ['Two.']);
    await expect.poll(() => dispatcher.slots[0]?.state).toBe('refused');
    expect(dispatcher.stuckClients()).toEqual(new Set(['run']));
    runner.identity = 'tone:1';
    expect(kindsOf(await speaking)).toEqual(new Set(['spoken']));
  });

  it('as all others do: segments wait until one is back', async () => {
    const runners = [await runnerOf(), await runnerOf()];
    const dispatcher = dispatcherOf(...runners);
    expect(kindsOf(await speak(dispatcher, textsOf(4)))).toEqual(new Set(['spoken']));
    for (const runner of runners) await runner.stop();
    const speaking = speak(dispatcher, ['A last one.']);
    await expect
      .poll(() => dispatcher.slots.map(({ state }) => state))
      .toEqual(Array(2).fill('resting'));
    expect(dispatcher.stuckClients()).toEqual(new Set(['run']));
    await runners[1]?.start();
    expect(kindsOf(await speaking)).toEqual(new Set(['spoken']));
  });
});

it('a slot that refuses more than its batch is kept as busy as it can be', async () => {
  const runner = await runnerOf({ batch: 4, queue: 0, charactersPerSecond: 200 });
  const texts = textsOf(80);
  const began = performance.now();
  expect(kindsOf(await speak(dispatcherOf(runner), texts))).toEqual(new Set(['spoken']));
  const ideal = texts.join('').length / (4 * 200);
  expect((performance.now() - began) / 1_000).toBeLessThan(1.4 * ideal + 1);
  expect(runner.requests).toHaveLength(80);
});

it('a slot that says “again at once” is not asked without pause', async () => {
  let asked = 0;
  const fault = (): Fault => {
    asked++;
    return { status: 429, headers: { 'retry-after': '0' } };
  };
  const dispatcher = dispatcherOf(await runnerOf({ fault }));
  const speaking = speak(dispatcher, ['One.']);
  await delay(500);
  // After 20, 40, 80, 100, 100 ms, and so on.
  expect(asked).toBeLessThan(12);
  await dispatcher.close();
  await speaking;
});

describe('a segment that fails everywhere', () => {
  it.each(faults.filter(([name]) => !/^(429|503)/.test(name)))(
    'fails alone, with what each slot said (%s)',
    async (_, fault) => {
      const poison = ({ spoken }: { spoken: string }) => (spoken === 'Poison.' ? fault : undefined);
      const runners = [await runnerOf({ fault: poison }), await runnerOf({ fault: poison })];
      const texts = ['Poison.', ...textsOf(10)];
      const [poisoned, ...others] = await speak(dispatcherOf(...runners), texts);
      expect(kindsOf(others)).toEqual(new Set(['spoken']));
      expect(poisoned).toMatchObject({ kind: 'failed', failure: { kind: 'speech-failed' } });
      const reasons = JSON.stringify(poisoned);
      for (const name of ['tone-0', 'tone-1']) expect(reasons).toContain(name);
    },
  );
});
