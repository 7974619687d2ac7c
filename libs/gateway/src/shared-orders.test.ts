import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpeechRequest } from '@audiobook/engines/speech-engine';
import { spooledSegment } from '@audiobook/engines/speech-spool';
import { ToneEngine } from '@audiobook/engines/testing';
import { ok } from '@audiobook/model/result';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dispatcher } from './dispatcher.ts';
import type { Job, Order } from './job.ts';
import { SharedOrders } from './shared-orders.ts';
import type { Slot } from './slot.ts';

/** One slot that speaks nothing before it is released. */
function held(secondsPerCharacter = 0.01) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const engine = new ToneEngine({ secondsPerCharacter, before: () => promise });
  const plan = {
    name: 'slot',
    engine: 'tone',
    device: 'none',
    deviceKind: 'processor' as const,
    batch: 1,
    open: async () => ok(engine),
  };
  const dispatcher = new Dispatcher([plan]);
  onTestFinished(() => {
    resolve(undefined);
    return dispatcher.close();
  });
  return {
    engine,
    dispatcher,
    orders: new SharedOrders(dispatcher),
    release: () => resolve(undefined),
  };
}

function order(spoken: string, changes: Partial<Order> = {}): Order {
  const request: SpeechRequest = { spoken, language: 'en', voice: 'plain', params: {}, seed: 1 };
  return {
    ...{ request, engine: 'tone', model: 'tone:1', client: 'one' },
    ...{ place: [0], interactive: false, ...changes },
  };
}

const textsOf = (engine: ToneEngine) => engine.requests.map(({ spoken }) => spoken);

describe('SharedOrders', () => {
  it('has equal segments spoken once, and others each', async () => {
    const { engine, orders, release } = held();
    const changes: Partial<Order>[] = [{}, { client: 'two', place: [7] }, { interactive: true }];
    const equal = changes.map((change) => orders.ask(order('Same.', change)));
    const request = { ...order('Same.').request, seed: 2 };
    const other = orders.ask(order('Same.', { request }));
    release();
    const outcomes = await Promise.all([...equal, other].map(({ outcome }) => outcome));
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(4).fill('spoken'));
    expect(engine.requests.map(({ seed }) => seed).sort()).toEqual([1, 2]);
  });

  it('gives what was just spoken to whoever asks a moment later', async () => {
    const { engine, orders, release } = held();
    release();
    const first = await orders.ask(order('Same.')).outcome;
    const second = await orders.ask(order('Same.', { client: 'two' })).outcome;
    expect(first).not.toHaveProperty('shared');
    expect(second).toEqual({ ...first, shared: true });
    expect(engine.requests).toHaveLength(1);
  });

  it('says to all but one that what was spoken is shared, whoever goes meanwhile', async () => {
    const { orders, release } = held();
    const tickets = ['one', 'two', 'three'].map((client) => orders.ask(order('Same.', { client })));
    tickets[0]?.cancel();
    release();
    const outcomes = await Promise.all(tickets.map(({ outcome }) => outcome));
    expect(
      outcomes.map((outcome) => outcome.kind === 'spoken' && (outcome.shared ?? false)),
    ).toEqual([false, false, true]);
    expect(outcomes[0]?.kind).toBe('failed');
  });

  it('refuses nothing that was spoken a moment ago', async () => {
    const failure = { kind: 'bad-request', doing: 'a', found: 'b', remedy: 'c' } as const;
    const books = {
      ...{ changed: () => undefined, began: () => undefined, ended: () => undefined },
      // As a budget does that is spent when the first segment has been.
      mayWake: (slots: readonly Slot[]) => slots,
      mayBegin: (_: unknown, { request }: Job) => {
        if (request.spoken === 'First.') return true;
        orders.refuse(() => true, failure);
        return false;
      },
    };
    const open = async () => ok(new ToneEngine());
    const plan = {
      name: 'slot',
      engine: 'tone',
      device: 'none',
      deviceKind: 'processor' as const,
      batch: 1,
      open,
    };
    const dispatcher = new Dispatcher([plan], { books });
    onTestFinished(() => dispatcher.close());
    const orders = new SharedOrders(dispatcher);
    const [first, second] = ['First.', 'Second.'].map((text, at) =>
      orders.ask(order(text, { place: [at] })),
    );
    expect(await first?.outcome).toMatchObject({ kind: 'spoken' });
    expect(await second?.outcome).toEqual({ kind: 'failed', failure });
  });

  it('refuses what waits for one client, and leaves it to the others', async () => {
    const { engine, dispatcher, orders, release } = held();
    const begun = orders.ask(order('Begun.'));
    await expect.poll(() => dispatcher.segmentsUnderWay).toBe(1);
    const [one, shared] = [orders.ask(order('One.')), orders.ask(order('Shared.'))];
    const other = orders.ask(order('Shared.', { client: 'two' }));
    const failure = { kind: 'bad-request', doing: 'a', found: 'b', remedy: 'c' } as const;
    orders.refuse(({ client }) => client === 'one', failure);
    expect(await one.outcome).toEqual({ kind: 'failed', failure });
    expect(await shared.outcome).toEqual({ kind: 'failed', failure });
    release();
    expect(await begun.outcome).toMatchObject({ kind: 'spoken' });
    expect(await other.outcome).toMatchObject({ kind: 'spoken' });
    expect(textsOf(engine)).toEqual(['Begun.', 'Shared.']);
  });

  it('has it spoken again where its file was cleaned away', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spool-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    let spoken = 0;
    const engine = Object.assign(new ToneEngine(), {
      speak: async () => {
        const path = join(folder, `${spoken++}`);
        writeFileSync(path, 'speech');
        const said = { sampleRate: 22_050, generationSeconds: 1, implementation: 'test' };
        return ok(spooledSegment(said, { path, bytes: 6 }));
      },
    });
    const plan = {
      name: 'slot',
      engine: 'tone',
      device: 'none',
      deviceKind: 'processor' as const,
      batch: 1,
      open: async () => ok(engine),
    };
    const dispatcher = new Dispatcher([plan]);
    onTestFinished(() => dispatcher.close());
    const orders = new SharedOrders(dispatcher);
    await orders.ask(order('Same.')).outcome;
    await orders.ask(order('Same.')).outcome;
    expect(spoken).toBe(1);
    rmSync(join(folder, '0'));
    expect(await orders.ask(order('Same.')).outcome).toMatchObject({ kind: 'spoken' });
    expect(spoken).toBe(2);
  });

  it('keeps of that no more than 64 MB', async () => {
    const { engine, orders, release } = held(100);
    release();
    // 4.4 MB each.
    const texts = Array.from({ length: 20 }, (_, at) => String.fromCharCode(97 + at));
    for (const text of texts) await orders.ask(order(text)).outcome;
    const before = engine.requests.length;
    await orders.ask(order('t')).outcome;
    expect(engine.requests).toHaveLength(before);
    await orders.ask(order('a')).outcome;
    expect(engine.requests).toHaveLength(before + 1);
  });

  it('speaks on for the others when one wants a segment no more, and not for nobody', async () => {
    const { engine, dispatcher, orders, release } = held();
    const first = orders.ask(order('First.'));
    await expect.poll(() => dispatcher.segmentsUnderWay).toBe(1);
    const [mine, yours] = ['one', 'two'].map((client) => orders.ask(order('Both.', { client })));
    const nobodys = orders.ask(order('Nobody’s.'));
    mine?.cancel();
    nobodys.cancel();
    release();
    expect((await first.outcome).kind).toBe('spoken');
    expect((await yours?.outcome)?.kind).toBe('spoken');
    expect(textsOf(engine)).toEqual(['First.', 'Both.']);
  });

  it('lets a segment wait for the most urgent of those who want it', async () => {
    const { engine, dispatcher, orders, release } = held();
    const first = orders.ask(order('First.'));
    await expect.poll(() => dispatcher.segmentsUnderWay).toBe(1);
    const asked = [
      orders.ask(order('Second.', { place: [1] })),
      orders.ask(order('Ninth.', { place: [9] })),
      orders.ask(order('Ninth.', { place: [0], client: 'say', interactive: true })),
    ];
    release();
    await Promise.all([first, ...asked].map(({ outcome }) => outcome));
    expect(textsOf(engine)).toEqual(['First.', 'Ninth.', 'Second.']);
  });

  it('speaks nothing for a ticket that is held, unless somebody else wants it too', async () => {
    const { engine, dispatcher, orders, release } = held();
    const first = orders.ask(order('First.'));
    await expect.poll(() => dispatcher.segmentsUnderWay).toBe(1);
    const [alone, both] = ['Alone.', 'Both.'].map((text) => orders.ask(order(text)));
    const other = orders.ask(order('Both.', { client: 'two' }));
    alone?.hold();
    both?.hold();
    release();
    await Promise.all([first.outcome, other.outcome]);
    expect(textsOf(engine)).toEqual(['First.', 'Both.']);
    alone?.release();
    expect((await alone?.outcome)?.kind).toBe('spoken');
  });
});
