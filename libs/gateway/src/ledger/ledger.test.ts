import type { SpokenSegment } from '@audiobook/engines/speech-engine';
import { ToneEngine } from '@audiobook/engines/testing';
import { LedgerEntry } from '@audiobook/model/ledger';
import { ok } from '@audiobook/model/result';
import { describe, expect, it } from 'vitest';
import { Job } from '../job.ts';
import { Slot, type SlotPlan } from '../slot.ts';
import { Ledger } from './ledger.ts';

const start = Date.UTC(2026, 4, 1);
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();

/** A ledger with a clock that is set by hand, in seconds. */
class Bench {
  now = 0;
  readonly ledger = new Ledger(() => start + this.now * 1_000);

  slot(changes: Partial<SlotPlan> = {}): Slot {
    const device = { device: 'card', deviceKind: 'card' } as const;
    const plan = { name: 'gpu0', engine: 'tone', ...device, pricePerHour: 3.6 };
    const open = async () => ok(new ToneEngine());
    const slot = new Slot({ ...plan, open, ...changes });
    this.ledger.changed(slot);
    return slot;
  }

  become(slot: Slot, state: Slot['state'], now: number): void {
    this.now = now;
    slot.state = state;
    this.ledger.changed(slot);
  }

  join(run: string, book = 'emma') {
    const stake = this.ledger.join({ run, book });
    stake.wants('tone', 'tone:1');
    this.ledger.look();
    return stake;
  }

  begin(slot: Slot, run: string, characters: number, book = 'emma'): Job {
    const spoken = 'a'.repeat(characters);
    const request = { spoken, language: 'en', voice: 'tone', params: {}, seed: 1 };
    const order = { request, engine: 'tone', model: 'tone:1', place: [0], interactive: false };
    const job = new Job({ ...order, client: run, book });
    job.state = 'under way';
    this.ledger.began(slot, job);
    return job;
  }

  end(slot: Slot, job: Job, isSpoken = true): void {
    const pcm = new Uint8Array(2 * 16_000);
    const audio = { pcm, sampleRate: 16_000, generationSeconds: 1, implementation: 'tone' };
    this.ledger.ended(slot, job, isSpoken ? (audio as SpokenSegment) : undefined);
  }

  /** Each payer's row of a slot. */
  rows(options = {}) {
    this.ledger.look();
    const entries = this.ledger.entries(options).map((entry) => LedgerEntry.parse(entry));
    return Object.fromEntries(entries.map(({ run, slots }) => [run, slots[0]]));
  }
}

describe('Ledger', () => {
  it('charges a slot’s hour once, however many segments it speaks at the same time: a fleet is one slot', () => {
    const bench = new Bench();
    const slot = bench.slot({ name: 'fleet', device: 'fleet:8790', deviceKind: 'server' });
    let batch = 32;
    const engine = Object.create(new ToneEngine(), { concurrency: { get: () => batch } });
    slot.engine = engine;
    bench.become(slot, 'ready', 0);
    bench.join('one');
    const jobs = Array.from({ length: 32 }, () => bench.begin(slot, 'one', 100));
    bench.now = 10;
    for (const job of jobs) bench.end(slot, job);
    // The fleet is scaled up in the middle of the run.
    batch = 64;
    expect(slot.batch).toBe(64);
    const more = Array.from({ length: 64 }, () => bench.begin(slot, 'one', 100));
    bench.now = 30;
    for (const job of more) bench.end(slot, job);
    const { pricePerHour, speakingSeconds, segments } = bench.rows().one ?? {};
    expect({ pricePerHour, speakingSeconds, segments }).toEqual({
      ...{ pricePerHour: 3.6, speakingSeconds: 30, segments: 96 },
    });
  });

  it('counts a slot that starts for a run from its wake on, as load, speaking and idle', () => {
    const bench = new Bench();
    const slot = bench.slot({ onDemand: true, warmSeconds: 600 });
    slot.state = 'idle';
    bench.join('one');
    bench.become(slot, 'opening', 10);
    bench.become(slot, 'ready', 40);
    bench.now = 42;
    const job = bench.begin(slot, 'one', 100);
    bench.now = 52;
    bench.end(slot, job);
    bench.now = 55;
    expect(bench.rows().one).toEqual({
      ...{ slot: 'gpu0', engine: 'tone', device: 'card', pricePerHour: 3.6 },
      ...{ loadSeconds: 30, speakingSeconds: 10, idleSeconds: 5 },
      ...{ segments: 1, characters: 100, audioSeconds: 1 },
      ...{ from: at(10), until: at(55), warmUntil: at(652) },
    });
    expect(bench.rows({ leaveWarm: false }).one?.warmUntil).toBeUndefined();
  });

  it('ends the time of a slot that nobody used for as long as it stays', () => {
    const bench = new Bench();
    const slot = bench.slot({ onDemand: true, warmSeconds: 60 });
    bench.join('one');
    bench.become(slot, 'opening', 0);
    bench.become(slot, 'ready', 10);
    bench.now = 30;
    bench.ledger.look();
    bench.now = 500;
    expect(bench.rows().one).toMatchObject({ loadSeconds: 10, idleSeconds: 60, until: at(70) });
    bench.now = 600;
    expect(bench.rows().one).toMatchObject({ idleSeconds: 60 });
    expect(bench.rows().one?.warmUntil).toBeUndefined();
  });

  it('counts another slot while somebody needs it, and not before or after', () => {
    const bench = new Bench();
    const slot = bench.slot();
    bench.become(slot, 'ready', 0);
    bench.now = 100;
    const stake = bench.join('one');
    const other = bench.ledger.join({ run: 'two', book: 'emma' });
    other.wants('another', 'tone:1');
    bench.now = 103;
    const job = bench.begin(slot, 'one', 100);
    bench.now = 110;
    bench.end(slot, job);
    bench.now = 111;
    bench.ledger.leave(stake);
    bench.now = 500;
    expect(bench.rows()).toEqual({
      one: expect.objectContaining({
        speakingSeconds: 7,
        idleSeconds: 4,
        from: at(100),
        until: at(111),
      }),
    });
  });

  it('divides speaking by the characters under way, and waiting among the runs that are there', () => {
    const bench = new Bench();
    const slot = bench.slot();
    bench.become(slot, 'ready', 0);
    bench.join('one');
    bench.join('two', 'emma');
    bench.now = 10;
    const [one, two] = [bench.begin(slot, 'one', 300), bench.begin(slot, 'two', 100)];
    bench.now = 18;
    bench.end(slot, one);
    bench.now = 20;
    bench.end(slot, two);
    const rows = bench.rows();
    expect(rows.one).toMatchObject({ speakingSeconds: 6, idleSeconds: 5, characters: 300 });
    expect(rows.two).toMatchObject({ speakingSeconds: 4, idleSeconds: 5, characters: 100 });
  });

  it('lets whoever had it last pay for a slot that nobody needs, and one alone for its warmth', () => {
    const bench = new Bench();
    const slot = bench.slot({ onDemand: true, warmSeconds: 60 });
    const [one, two] = [bench.join('one'), bench.join('two')];
    bench.become(slot, 'opening', 0);
    bench.become(slot, 'ready', 10);
    bench.now = 10;
    for (const run of ['one', 'two']) bench.end(slot, bench.begin(slot, run, 10));
    bench.ledger.leave(one);
    bench.now = 20;
    bench.end(slot, bench.begin(slot, 'two', 10));
    bench.ledger.leave(two);
    bench.now = 30;
    const rows = bench.rows();
    expect(rows.one).toMatchObject({ loadSeconds: 5, idleSeconds: 0 });
    expect(rows.two).toMatchObject({ loadSeconds: 5, idleSeconds: 20, warmUntil: at(80) });
    expect(rows.one?.warmUntil).toBeUndefined();
  });

  it('counts nothing for what failed, or was wanted no more', () => {
    const bench = new Bench();
    const slot = bench.slot();
    bench.become(slot, 'ready', 0);
    bench.join('one');
    const [failed, left] = [bench.begin(slot, 'one', 10), bench.begin(slot, 'one', 20)];
    bench.now = 5;
    left.state = 'settled';
    bench.end(slot, failed, false);
    bench.end(slot, left);
    const none = { segments: 0, characters: 0, audioSeconds: 0, speakingSeconds: 5 };
    expect(bench.rows().one).toMatchObject(none);
  });

  it('charges nobody’s slot to no book', () => {
    const bench = new Bench();
    const slot = bench.slot({ onDemand: true, warmSeconds: 60 });
    bench.become(slot, 'opening', 0);
    bench.become(slot, 'ready', 10);
    bench.now = 20;
    bench.ledger.look();
    const [entry] = bench.ledger.entries();
    expect(entry).toMatchObject({ run: '_none', book: '_none' });
    expect(entry?.slots[0]).toMatchObject({ loadSeconds: 10, idleSeconds: 10 });
  });
});
