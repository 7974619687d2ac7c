import type { LedgerEntry, LedgerSlot } from '@audiobook/model/ledger';
import { describe, expect, it } from 'vitest';
import { spentOf } from './spent.ts';

/** Seconds after an hour of a day. */
const at = (seconds: number) => new Date(Date.UTC(2026, 4, 1) + seconds * 1_000).toISOString();
const time = (seconds: number) => Date.parse(at(seconds));

function row(changes: Partial<LedgerSlot> = {}): LedgerSlot {
  return {
    ...{ slot: 'gpu0', engine: 'tone', device: 'card', pricePerHour: 3.6 },
    ...{ loadSeconds: 10, speakingSeconds: 70, idleSeconds: 20 },
    ...{ segments: 4, characters: 400, audioSeconds: 30, from: at(0), until: at(100) },
    ...changes,
  };
}

const entry = (run: string, ...slots: LedgerSlot[]): LedgerEntry => ({ book: 'emma', run, slots });

describe('spentOf()', () => {
  it('adds load, speaking and idle time at each slot’s price', () => {
    const free = row({ slot: 'core', pricePerHour: 0 });
    const spent = spentOf([entry('a', row(), free), entry('b', row())], time(500));
    expect(spent).toMatchObject({ loadSeconds: 30, speakingSeconds: 210, idleSeconds: 60 });
    expect(spent.cost).toBeCloseTo(0.2);
    expect(spent.warmCost).toBe(0);
    expect(spent.slots.map(({ slot, segments }) => [slot, segments])).toEqual([
      ['gpu0', 8],
      ['core', 4],
    ]);
  });

  it('counts a warm slot until now, and says what is to come', () => {
    const warm = [entry('a', row({ warmUntil: at(700) }))];
    expect(spentOf(warm, time(160)).idleSeconds).toBe(80);
    expect(spentOf(warm, time(160)).cost).toBeCloseTo(0.16);
    expect(spentOf(warm, time(160)).warmCost).toBeCloseTo(0.54);
    expect(spentOf(warm, time(9_000)).idleSeconds).toBe(620);
    expect(spentOf(warm, time(9_000)).warmCost).toBe(0);
  });

  it('ends a warm time when another entry goes on with the slot, chosen or not', () => {
    const warm = entry('a', row({ warmUntil: at(700) }));
    const later = entry('b', row({ from: at(150), until: at(200) }));
    const chosen = ({ run }: LedgerEntry) => run === 'a';
    expect(spentOf([warm, later], time(9_000), { chosen }).idleSeconds).toBe(70);
    const overlapping = entry('b', row({ from: at(90), until: at(200) }));
    expect(spentOf([warm, overlapping], time(9_000), { chosen }).idleSeconds).toBe(20);
    const before = entry('b', row({ from: at(-50), until: at(0) }));
    expect(spentOf([warm, before], time(9_000), { chosen }).idleSeconds).toBe(620);
    const elsewhere = entry('b', row({ slot: 'gpu1', from: at(150), until: at(200) }));
    expect(spentOf([warm, elsewhere], time(9_000), { chosen }).idleSeconds).toBe(620);
  });

  it('counts the share of what came since a time', () => {
    const spent = spentOf([entry('a', row())], time(500), { since: time(75) });
    expect(spent.speakingSeconds).toBeCloseTo(17.5);
    expect(spent.cost).toBeCloseTo(0.025);
    expect(spentOf([entry('a', row())], time(500), { since: time(100) }).cost).toBe(0);
  });
});
