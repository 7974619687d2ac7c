import { ToneEngine } from '@audiobook/engines/testing';
import type { LedgerEntry } from '@audiobook/model/ledger';
import { ok } from '@audiobook/model/result';
import { expect, it } from 'vitest';
import { Job } from '../job.ts';
import { Slot } from '../slot.ts';
import { Budgets } from './budgets.ts';
import { Ledger } from './ledger.ts';

const start = Date.UTC(2026, 4, 20);
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();

/** What a year of runs on eight slots leaves, each taking up what the one before left warm. */
function ledgersOf(runs: number): LedgerEntry[] {
  return Array.from({ length: runs }, (_, run) => ({
    ...{ book: `book-${run % 20}`, run: `run-${run}` },
    slots: Array.from({ length: 8 }, (_, slot) => ({
      ...{ slot: `gpu${slot}`, engine: 'tone', device: 'card', pricePerHour: 3.6 },
      ...{ loadSeconds: 10, speakingSeconds: 80, idleSeconds: 10 },
      ...{ segments: 4, characters: 400, audioSeconds: 30 },
      ...{ from: at((run - runs) * 200), until: at((run - runs) * 200 + 100) },
      warmUntil: at((run - runs) * 200 + 700),
    })),
  }));
}

it('counts what a thousand runs have spent once a look, not with each segment', () => {
  const ledgers = ledgersOf(1_000);
  let now = start;
  let reads = 0;
  const ledger = new Ledger(() => now);
  const open = async () => ok(new ToneEngine());
  const device = { device: 'card', deviceKind: 'card' } as const;
  const plan = { name: 'own', engine: 'tone', ...device, pricePerHour: 3.6 };
  const slot = new Slot({ ...plan, open });
  const budgets = new Budgets({
    ...{
      ledger,
      slots: () => [slot],
      charactersLeft: () => 'unknown' as const,
      rowSpeed: () => 100,
      speed: () => 100,
      loadSeconds: () => 10,
      refuse: () => undefined,
    },
    others: () => {
      reads++;
      return ledgers;
    },
  });
  budgets.limit('run', { run: 100, book: 100, month: 10_000 });
  const request = { spoken: 'Text.', language: 'en', voice: 'tone', params: {}, seed: 1 };
  const whose = { client: 'run', book: 'book-1' };
  const job = new Job({
    ...{ request, engine: 'tone', model: 'tone:1', ...whose },
    ...{ place: [0], interactive: false },
  });
  const began = performance.now();
  for (let count = 0; count < 2_000; count++) {
    now += 5;
    expect(budgets.mayBegin(slot, job)).toBe(true);
  }
  // Ten seconds of segments: nobody could speak so many if each read all ledgers again.
  expect(reads).toBeLessThanOrEqual(6);
  expect((performance.now() - began) / 2_000).toBeLessThan(20);
  // Each is warm for 100 s until the next, and the last for 600 s; eight slots at a tenth of a cent a second.
  budgets.limit('poor', { month: 0.008 * (1_000 * 200 + 499) });
  const poor = Object.assign(job, { client: 'poor' });
  expect(budgets.mayBegin(slot, poor)).toBe(false);
});
