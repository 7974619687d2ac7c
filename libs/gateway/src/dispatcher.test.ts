import { setTimeout as delay } from 'node:timers/promises';
import type { SpeechEngine, SpeechRequest } from '@audiobook/engines/speech-engine';
import { ToneEngine, type ToneEngineOptions } from '@audiobook/engines/testing';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok } from '@audiobook/model/result';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dispatcher } from './dispatcher.ts';
import type { Job, Order } from './job.ts';
import type { SlotPlan } from './slot.ts';

const { signal } = new AbortController();
const identity = 'tone:1';

function order(spoken: string, changes: Partial<Order> = {}): Order {
  const request: SpeechRequest = { spoken, language: 'en', voice: 'plain', params: {}, seed: 1 };
  return {
    ...{ request, engine: 'tone', model: identity, client: 'run' },
    ...{ place: [0], interactive: false, ...changes },
  };
}

function tone(name: string, options: ToneEngineOptions = {}, batch = 1) {
  const engine = new ToneEngine({ name, ...options });
  const plan: SlotPlan = {
    name,
    engine: 'tone',
    device: 'none',
    deviceKind: 'processor',
    batch,
    open: async () => ok(engine),
  };
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
      texts.map((text, at) => dispatcher.submit(order(text, { place: [at] })).outcome),
    );
    expect(spoken.every(({ kind }) => kind === 'spoken')).toBe(true);
    const asked = slots.flatMap(({ engine }) => engine.requests.map((request) => request.spoken));
    expect(asked.sort()).toEqual(texts.sort());
    for (const { engine } of slots) expect(engine.requests.length).toBeGreaterThan(0);
  });

  it.each([
    [1, 1],
    [5, 3],
    [100, 9],
  ])('for %i segments opens %i of nine slots that speak two at a time', async (count, needed) => {
    const slots = Array.from({ length: 9 }, (_, at) => tone(`slot-${at}`, {}, 2));
    const dispatcher = dispatcherOf(...slots.map(({ plan }) => ({ ...plan, onDemand: true })));
    const texts = Array.from({ length: count }, (_, at) => `Sentence ${at}.`);
    await Promise.all(texts.map((text) => dispatcher.submit(order(text)).outcome));
    expect(dispatcher.slots.filter(({ state }) => state !== 'idle')).toHaveLength(needed);
  });

  it('opens another slot for what one could not speak', async () => {
    const bad = tone('bad', { before: () => unspeakable('out of memory') });
    const plans = [bad, tone('good')].map(({ plan }) => ({ ...plan, onDemand: true }));
    const dispatcher = dispatcherOf(...plans);
    expect(await dispatcher.submit(order('One.')).outcome).toMatchObject({ kind: 'spoken' });
  });

  it('speaks on another slot what fails on one', async () => {
    const bad = tone('bad', { before: () => unspeakable('out of memory') });
    const dispatcher = dispatcherOf(bad.plan, tone('good').plan);
    const spoken = await Promise.all(
      ['One.', 'Two.', 'Three.'].map((text) => dispatcher.submit(order(text)).outcome),
    );
    expect(spoken.map(({ kind }) => kind)).toEqual(['spoken', 'spoken', 'spoken']);
  });

  it('fails a segment that two slots fail to speak, with what each said, and goes on', async () => {
    const before = ({ spoken }: SpeechRequest) =>
      spoken === 'Bad.' ? unspeakable('too long') : undefined;
    const dispatcher = dispatcherOf(...['a', 'b', 'c'].map((name) => tone(name, { before }).plan));
    const [bad, good] = await Promise.all(
      ['Bad.', 'Good.'].map((text) => dispatcher.submit(order(text)).outcome),
    );
    expect(good?.kind).toBe('spoken');
    expect(bad).toMatchObject({ kind: 'failed', failure: { kind: 'speech-failed' } });
    expect(bad?.kind === 'failed' && bad.failure).toHaveProperty('reasons.length', 2);
  });

  it('rests a slot that does not work, asks it again, and loses nothing', async () => {
    let attempts = 0;
    const flaky = tone('flaky', { before: () => (++attempts <= 3 ? gone : undefined) });
    const dispatcher = dispatcherOf(flaky.plan);
    const spoken = await Promise.all(
      ['One.', 'Two.'].map((text) => dispatcher.submit(order(text)).outcome),
    );
    expect(spoken.map(({ kind }) => kind)).toEqual(['spoken', 'spoken']);
    expect(attempts).toBeGreaterThan(3);
  });

  it('asks a slot that loads often enough to lose little of its time', async () => {
    const began = performance.now();
    let asked = 0;
    const plan: SlotPlan = {
      ...{ name: 'loading', engine: 'tone', device: 'none', deviceKind: 'processor', batch: 1 },
      open: async () => {
        asked++;
        return performance.now() - began > 500 ? ok(new ToneEngine() as SpeechEngine) : fail(gone);
      },
    };
    const dispatcher = new Dispatcher([plan], { restMs: 5, longestRestMs: 30_000 });
    onTestFinished(() => dispatcher.close());
    expect((await dispatcher.submit(order('One.')).outcome).kind).toBe('spoken');
    // With rests that double it is eight times.
    expect(asked).toBeGreaterThan(12);
  });

  it('waits while no slot is there, and goes on when one comes back', async () => {
    let open = false;
    const plan: SlotPlan = {
      name: 'late',
      engine: 'tone',
      device: 'none',
      deviceKind: 'processor',
      batch: 1,
      open: async () => (open ? ok(new ToneEngine() as SpeechEngine) : fail(gone)),
    };
    const dispatcher = dispatcherOf(plan);
    const speaking = dispatcher.submit(order('One.')).outcome;
    await delay(30);
    expect(dispatcher.slots[0]).toMatchObject({ state: 'resting', trouble: gone });
    open = true;
    expect((await speaking).kind).toBe('spoken');
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
    const dispatcher = dispatcherOf({
      name: 'changing',
      engine: 'tone',
      device: 'none',
      deviceKind: 'processor',
      batch: 1,
      open: async () => ok(engine),
    });
    expect((await dispatcher.submit(order('One.')).outcome).kind).toBe('spoken');
    [model, works] = ['tone:2', false];
    const waiting = dispatcher.submit(order('Two.'));
    await expect.poll(() => dispatcher.slots[0]?.state, { timeout: 5_000 }).toBe('refused');
    expect(waiting.state).toBe('waiting');
    dispatcher.cancel(waiting);
    expect(await waiting.outcome).toMatchObject({ failure: { kind: 'cancelled' } });
  });

  it('fails at once what no slot has the model for, and says what there is', async () => {
    const dispatcher = dispatcherOf(tone('a').plan);
    const [engine, model] = await Promise.all(
      [{ engine: 'other' }, { model: 'tone:2' }].map(
        (change) => dispatcher.submit(order('One.', change)).outcome,
      ),
    );
    expect(engine).toMatchObject({ failure: { found: expect.stringContaining('there is tone') } });
    expect(model).toMatchObject({
      failure: { found: expect.stringContaining('slots have tone:1') },
    });
  });

  it('takes a segment that ends slots for the cause, and goes on with the rest', async () => {
    const lost: Failure = { ...gone, begun: true };
    const before = async ({ spoken }: SpeechRequest) => {
      await delay(5);
      return spoken === 'Bad.' ? lost : undefined;
    };
    const dispatcher = dispatcherOf(...['a', 'b'].map((name) => tone(name, { before }).plan));
    const texts = ['Bad.', ...Array.from({ length: 40 }, (_, at) => `Sentence ${at}.`)];
    const [bad, ...others] = await Promise.all(
      texts.map((text, at) => dispatcher.submit(order(text, { place: [at] })).outcome),
    );
    expect(others.every(({ kind }) => kind === 'spoken')).toBe(true);
    expect(bad).toMatchObject({ failure: { kind: 'speech-failed' } });
    const reasons = JSON.stringify(bad).split('connection refused').length - 1;
    expect(reasons).toBeGreaterThanOrEqual(3);
    expect(reasons).toBeLessThan(8);
  });

  it('blames no segment for an outage, however often it is met first', async () => {
    let isOut = true;
    let asked = 0;
    const before = () => {
      asked++;
      return isOut ? ({ ...gone, begun: true } as Failure) : undefined;
    };
    const dispatcher = dispatcherOf(tone('only', { before }, 4).plan);
    const texts = Array.from({ length: 10 }, (_, at) => `Sentence ${at}.`);
    const outcomes = Promise.all(
      texts.map((text, at) => dispatcher.submit(order(text, { place: [at] })).outcome),
    );
    await expect.poll(() => asked).toBeGreaterThan(20);
    isOut = false;
    expect((await outcomes).every(({ kind }) => kind === 'spoken')).toBe(true);
  });

  it('waits for a second slot that is not ready before it fails what one could not speak', async () => {
    const bad = tone('bad', { before: () => unspeakable('gibberish') });
    const good = new ToneEngine();
    let isReady = false;
    const open = async () => (isReady ? ok(good as SpeechEngine) : fail(gone));
    const dispatcher = dispatcherOf(bad.plan, {
      name: 'late',
      engine: 'tone',
      device: 'none',
      deviceKind: 'processor',
      batch: 1,
      open,
    });
    const job = dispatcher.submit(order('One.'));
    await expect.poll(() => bad.engine.requests.length).toBe(1);
    await expect.poll(() => job.state).toBe('waiting');
    isReady = true;
    expect(await job.outcome).toMatchObject({ kind: 'spoken', slot: 'late' });
  });

  it('waits for it no longer than it has patience', async () => {
    const bad = tone('bad', { before: () => unspeakable('gibberish') });
    const never: SlotPlan = { ...bad.plan, name: 'never', open: async () => fail(gone) };
    const dispatcher = new Dispatcher([bad.plan, never], { restMs: 5, patienceMs: 50 });
    onTestFinished(() => dispatcher.close());
    const outcome = await dispatcher.submit(order('One.')).outcome;
    expect(outcome).toMatchObject({ failure: { reasons: ['bad: gibberish'] } });
  });

  it('takes an engine that throws for one that fails', async () => {
    const before = () => {
      throw new RangeError('a bug');
    };
    const dispatcher = dispatcherOf(tone('buggy', { before }).plan, tone('good').plan);
    const outcomes = await Promise.all(
      ['One.', 'Two.', 'Three.'].map((text) => dispatcher.submit(order(text)).outcome),
    );
    expect(outcomes.every(({ kind }) => kind === 'spoken')).toBe(true);
    expect(dispatcher.slots[0]?.trouble).toHaveProperty('found', expect.stringContaining('a bug'));
  });

  it('rests a slot that has too much to do for as long as it says, and gives it less', async () => {
    let busy = 0;
    const before = async (): Promise<Failure | undefined> => {
      if (++busy <= 2) return undefined;
      return busy === 3 ? { ...gone, kind: 'engine-busy', retrySeconds: 0.05 } : undefined;
    };
    const dispatcher = dispatcherOf(tone('small', { before }, 8).plan);
    const texts = Array.from({ length: 12 }, (_, at) => `Sentence ${at}.`);
    const spoken = await Promise.all(texts.map((text) => dispatcher.submit(order(text)).outcome));
    expect(spoken.every(({ kind }) => kind === 'spoken')).toBe(true);
    expect(dispatcher.slots[0]?.limit).toBeLessThan(20);
  });

  it('adds and removes slots while it works', async () => {
    const [first, second] = [tone('first'), tone('second')];
    const dispatcher = dispatcherOf(first.plan);
    expect((await dispatcher.submit(order('One.')).outcome).kind).toBe('spoken');
    dispatcher.addSlot(second.plan);
    dispatcher.removeSlot('first');
    expect(await dispatcher.submit(order('Two.')).outcome).toMatchObject({ slot: 'second' });
    expect(first.engine.requests).toHaveLength(1);
  });

  it('hands waiting segments back when it retires, and ends what is under way', async () => {
    const release = Promise.withResolvers<undefined>();
    const dispatcher = dispatcherOf(tone('a', { before: () => release.promise }).plan);
    const jobs = ['One.', 'Two.', 'Three.'].map((text, at) =>
      dispatcher.submit(order(text, { place: [at] })),
    );
    await expect.poll(() => dispatcher.segmentsUnderWay).toBe(1);
    const retired = dispatcher.retire({ kind: 'moved' });
    expect((await jobs[2]?.outcome)?.kind).toBe('moved');
    release.resolve(undefined);
    await retired;
    expect((await jobs[0]?.outcome)?.kind).toBe('spoken');
  });

  it('cancels everything when it is closed', async () => {
    const never = tone('never', { before: () => new Promise(() => undefined) });
    const dispatcher = new Dispatcher([never.plan]);
    const waiting = ['One.', 'Two.'].map((text) => dispatcher.submit(order(text)));
    dispatcher.cancel(waiting[0] as Job);
    expect(await waiting[0]?.outcome).toMatchObject({ failure: { kind: 'cancelled' } });
    void dispatcher.close();
    expect(await waiting[1]?.outcome).toMatchObject({ failure: { kind: 'cancelled' } });
  });
});
