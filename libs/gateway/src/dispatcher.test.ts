import { setTimeout as delay } from 'node:timers/promises';
import type { SpeechEngine, SpeechRequest } from '@audiobook/engines/speech-engine';
import { ToneEngine, type ToneEngineOptions } from '@audiobook/engines/testing';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok } from '@audiobook/model/result';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dispatcher, type Order } from './dispatcher.ts';
import type { SlotPlan } from './slot.ts';

const { signal } = new AbortController();
const identity = 'tone:1';

function order(spoken: string, changes: Partial<Order> = {}): Order {
  const request: SpeechRequest = { spoken, language: 'en', voice: 'plain', params: {}, seed: 1 };
  return { request, model: identity, client: 'run', place: [0], ...changes };
}

function tone(name: string, options: ToneEngineOptions = {}, batch = 1) {
  const engine = new ToneEngine({ name, ...options });
  const plan: SlotPlan = { name, batch, open: async () => ok(engine) };
  return { engine, plan };
}

function dispatcherOf(...plans: SlotPlan[]): Dispatcher {
  const dispatcher = new Dispatcher(plans, { restMs: 5, longestRestMs: 20 });
  onTestFinished(() => dispatcher.close());
  return dispatcher;
}

const gone: Failure = {
  kind: 'engine-failed',
  doing: 'asking slot',
  found: 'connection refused',
  remedy: 'start it',
};

const unspeakable = (reason: string): Failure => ({
  kind: 'speech-failed',
  doing: 'speaking',
  reasons: [reason],
  remedy: 'other words',
});

describe('Dispatcher', () => {
  it('speaks each segment once, on any of its slots', async () => {
    const slots = [tone('a'), tone('b'), tone('c', {}, 4)];
    const dispatcher = dispatcherOf(...slots.map(({ plan }) => plan));
    const texts = Array.from({ length: 60 }, (_, at) => `Sentence ${at}.`);
    const spoken = await Promise.all(
      texts.map((text, at) => dispatcher.speak(order(text, { place: [at] }), signal)),
    );
    expect(spoken.every((result) => result.ok)).toBe(true);
    const asked = slots.flatMap(({ engine }) => engine.requests.map((request) => request.spoken));
    expect(asked.sort()).toEqual(texts.sort());
    for (const { engine } of slots) expect(engine.requests.length).toBeGreaterThan(0);
  });

  it('speaks on another slot what fails on one', async () => {
    const bad = tone('bad', { before: () => unspeakable('out of memory') });
    const dispatcher = dispatcherOf(bad.plan, tone('good').plan);
    const spoken = await Promise.all(
      ['One.', 'Two.', 'Three.'].map((text) => dispatcher.speak(order(text), signal)),
    );
    expect(spoken.map((result) => result.ok)).toEqual([true, true, true]);
  });

  it('fails a segment that two slots fail to speak, with what each said, and goes on', async () => {
    const before = ({ spoken }: SpeechRequest) =>
      spoken === 'Bad.' ? unspeakable('too long') : undefined;
    const dispatcher = dispatcherOf(...['a', 'b', 'c'].map((name) => tone(name, { before }).plan));
    const [bad, good] = await Promise.all(
      ['Bad.', 'Good.'].map((text) => dispatcher.speak(order(text), signal)),
    );
    expect(good?.ok).toBe(true);
    expect(bad).toMatchObject({ ok: false, failure: { kind: 'speech-failed' } });
    const reasons =
      bad?.ok === false && bad.failure.kind === 'speech-failed' && bad.failure.reasons;
    expect(reasons).toHaveLength(2);
  });

  it('rests a slot that does not work, asks it again, and loses nothing', async () => {
    let attempts = 0;
    const flaky = tone('flaky', { before: () => (++attempts <= 3 ? gone : undefined) });
    const dispatcher = dispatcherOf(flaky.plan);
    const spoken = await Promise.all(
      ['One.', 'Two.'].map((text) => dispatcher.speak(order(text), signal)),
    );
    expect(spoken.map((result) => result.ok)).toEqual([true, true]);
    expect(attempts).toBeGreaterThan(3);
  });

  it('waits while no slot is there, and goes on when one comes back', async () => {
    let open = false;
    const plan: SlotPlan = {
      name: 'late',
      batch: 1,
      open: async () => (open ? ok(new ToneEngine() as SpeechEngine) : fail(gone)),
    };
    const dispatcher = dispatcherOf(plan);
    const speaking = dispatcher.speak(order('One.'), signal);
    await delay(30);
    expect(dispatcher.slots[0]).toMatchObject({ state: 'resting', trouble: gone });
    open = true;
    expect((await speaking).ok).toBe(true);
    expect(dispatcher.slots[0]).toMatchObject({ state: 'ready', trouble: undefined });
  });

  it('refuses a slot that comes back with another model', async () => {
    let model = identity;
    let works = true;
    const engine: SpeechEngine = {
      name: 'changing',
      concurrency: 1,
      identity: async () => ok(model),
      speak: async () => (works ? new ToneEngine().speak(order('x').request, signal) : fail(gone)),
      close: async () => undefined,
    };
    const dispatcher = dispatcherOf({ name: 'changing', batch: 1, open: async () => ok(engine) });
    expect((await dispatcher.speak(order('One.'), signal)).ok).toBe(true);
    [model, works] = ['tone:2', false];
    const stop = new AbortController();
    const speaking = dispatcher.speak(order('Two.'), stop.signal);
    await expect.poll(() => dispatcher.slots[0]?.state, { timeout: 5_000 }).toBe('refused');
    stop.abort();
    expect(await speaking).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  });

  it('cancels what is asked for when it is closed, or its signal aborted', async () => {
    const never = tone('never', { before: () => new Promise(() => undefined) });
    const dispatcher = new Dispatcher([never.plan]);
    const stop = new AbortController();
    const waiting = dispatcher.speak(order('One.'), stop.signal);
    const behind = dispatcher.speak(order('Two.'), signal);
    stop.abort();
    expect(await waiting).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    void dispatcher.close();
    expect(await behind).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  });
});
