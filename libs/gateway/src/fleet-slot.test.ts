import { setTimeout as delay } from 'node:timers/promises';
import { EndpointEngine } from '@audiobook/engines/endpoint/endpoint-engine';
import type { SpeechRequest } from '@audiobook/engines/speech-engine';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { ToneRunner, type ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import { ok } from '@audiobook/model/result';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dispatcher } from './dispatcher.ts';
import { listenForPrograms } from './listen.ts';
import { serveContract } from './serve-contract.ts';
import { SharedOrders } from './shared-orders.ts';
import type { SlotPlan } from './slot.ts';
import { textsOf } from './testing/gateway-workspace.ts';
import { spokenOf } from './testing/running-gateway.ts';
import { UploadedSamples } from './uploaded-samples.ts';

const { signal } = new AbortController();
const account = { ask: () => undefined, leave: async () => undefined };

/** The gateway of a fleet in this process, without a runner at first, and the slot that another one has of it. */
async function fleetOf({ answerMs = 120_000 } = {}) {
  const dispatcher = new Dispatcher([], { restMs: 20, mayCome: new Set(['tone']) });
  onTestFinished(() => dispatcher.close());
  const uploaded = new UploadedSamples('/nowhere');
  const answer = serveContract({
    ...{ dispatcher, orders: new SharedOrders(dispatcher), uploaded },
    books: { join: () => account, renew: () => undefined } as never,
    budget: async () => ok({}),
  });
  const listening = await listenForPrograms({ host: '127.0.0.1', port: 0 }, answer);
  if (!listening.ok) throw new Error('the fleet does not listen');
  const { server, url } = listening.value;
  const slot = new EndpointEngine({
    ...{ url: new URL(url), dialect: 'audiobook', engine: 'tone', limits: { answerMs } },
    samples: { owner: 'me', read: async () => ok(sampleWave().bytes) },
  });
  onTestFinished(async () => {
    await slot.close();
    server.closeAllConnections();
    server.close();
  });
  return { dispatcher, slot, url };
}

async function runnerFor(dispatcher: Dispatcher, name: string, options: ToneRunnerOptions = {}) {
  const runner = new ToneRunner(options);
  await runner.start();
  onTestFinished(() => runner.stop());
  const plan: SlotPlan = {
    ...{ name, engine: 'tone', device: name, deviceKind: 'server' },
    open: async () =>
      ok(new EndpointEngine({ url: runner.url, dialect: 'audiobook', engine: 'tone' })),
  };
  const isReady = () => dispatcher.slots.find((one) => one.name === name)?.state === 'ready';
  dispatcher.addSlot(plan);
  await expect.poll(isReady).toBe(true);
  return runner;
}

function requestFor(spoken: string): SpeechRequest {
  return { spoken, language: 'en', voice: 'tone', params: {}, seed: 1 };
}

describe('a gateway as the slot of another one', () => {
  it('follows what its runners can have at the same time, while they come and go', async () => {
    const { dispatcher, slot } = await fleetOf();
    await runnerFor(dispatcher, 'one', { batch: 4 });
    expect(await slot.identity()).toEqual(ok('tone:1'));
    // A quarter of the runner's batch behind it, as much as a batch in line, a quarter on its way.
    expect([slot.concurrency, slot.line]).toEqual([4, 6]);
    await runnerFor(dispatcher, 'two', { batch: 8 });
    expect((await slot.speak(requestFor('More.'), signal)).ok).toBe(true);
    expect([slot.concurrency, slot.line]).toEqual([12, 18]);
    dispatcher.removeSlot('one');
    expect((await slot.speak(requestFor('Fewer.'), signal)).ok).toBe(true);
    expect([slot.concurrency, slot.line]).toEqual([8, 12]);
  });

  it('never lets its runners wait for the other one', async () => {
    const { dispatcher, slot } = await fleetOf();
    const runner = await runnerFor(dispatcher, 'one', { batch: 4, charactersPerSecond: 2_000 });
    const outer = new Dispatcher([
      {
        name: 'fleet',
        engine: 'tone',
        device: 'fleet',
        deviceKind: 'server',
        open: async () => ok(slot),
      },
    ]);
    onTestFinished(() => outer.close());
    const jobs = textsOf(60).map((spoken, at) =>
      outer.submit({
        ...{ request: requestFor(spoken), engine: 'tone', model: 'tone:1' },
        ...{ client: 'run', place: [at], interactive: false },
      }),
    );
    const inLine = () => dispatcher.slots[0]?.segments;
    // Its batch and one more: behind that others wait, or it would be held for the end.
    await expect.poll(inLine, { interval: 1 }).toBe(5);
    const outcomes = await Promise.all(jobs.map(({ outcome }) => outcome));
    expect(outcomes.filter(({ kind }) => kind === 'spoken')).toHaveLength(60);
    expect(runner.rowsAtOnce).toBe(4);
  });

  it('says that it has no runner yet, to texts and samples alike, and blames neither', async () => {
    const { slot, url } = await fleetOf();
    const failure = { kind: 'engine-failed', found: expect.stringContaining('503') };
    expect(await slot.identity()).toMatchObject({ failure: { ...failure, loading: true } });
    const spoken = await slot.speak(requestFor('Too early.'), signal);
    expect(spoken).toMatchObject({ failure });
    expect(spoken).not.toHaveProperty('failure.begun');
    const { voice } = sampleWave();
    const cloned = await slot.speak({ ...requestFor('Too early.'), voice }, signal);
    expect(cloned).toMatchObject({ failure });
    const other = await fetch(`${url}/v1/audio/speech`, {
      method: 'POST',
      body: JSON.stringify({ model: 'other', voice: 'x', input: 'x' }),
    });
    expect(other.status).toBe(404);
  });

  it('gives a text back that no runner has begun in half of the time that the other one waits', async () => {
    const { dispatcher, slot } = await fleetOf({ answerMs: 3_000 });
    const runner = await runnerFor(dispatcher, 'one', { batch: 1, charactersPerSecond: 40 });
    const texts = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)].map(requestFor);
    const outcomes = await Promise.all(texts.map((request) => slot.speak(request, signal)));
    expect(spokenOf(outcomes)).toBe(2);
    const late = outcomes.find(({ ok }) => !ok);
    expect(late).toMatchObject({ failure: { kind: 'engine-failed' } });
    expect(late).not.toHaveProperty('failure.begun');
    expect(runner.requests).toHaveLength(2);
  });

  it('puts what somebody listens for before all others of the other one', async () => {
    const { dispatcher, slot } = await fleetOf();
    const runner = await runnerFor(dispatcher, 'one', { batch: 1, charactersPerSecond: 1_000 });
    const others = textsOf(6, 60).map((text) => slot.speak(requestFor(text), signal));
    await expect.poll(() => runner.requests.length, { interval: 1 }).toBeGreaterThan(0);
    const said = slot.speak({ ...requestFor('Knightley'), interactive: true }, signal);
    await delay(0);
    expect(spokenOf(await Promise.all([...others, said]))).toBe(7);
    expect(runner.requests.indexOf('Knightley')).toBeLessThan(5);
  });
});
