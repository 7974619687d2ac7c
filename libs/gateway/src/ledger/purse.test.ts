import { ToneEngine } from '@audiobook/engines/testing';
import { ok } from '@audiobook/model/result';
import { describe, expect, it } from 'vitest';
import { Job } from '../job.ts';
import type { CharactersLeft } from '../run-progress.ts';
import { Slot, type SlotState } from '../slot.ts';
import { Purse } from './purse.ts';

const request = { spoken: 'Text.', language: 'en', voice: 'tone', params: {}, seed: 1 };
const whose = { client: 'run', book: 'emma', place: [0], interactive: false };
const job = new Job({ request, engine: 'tone', model: 'tone:1', ...whose });

function slotIn(state: SlotState): Slot {
  const device = { device: 'card', deviceKind: 'card' } as const;
  const open = async () => ok(new ToneEngine());
  const slot = new Slot({ name: 'a', engine: 'tone', ...device, pricePerHour: 1, open });
  slot.state = state;
  return slot;
}

interface Case {
  dollars: number;
  charactersLeft: CharactersLeft;
  open?: SlotState[];
  /** Dollars that are kept for the warm time of those. */
  kept?: number;
  underWay?: number;
  /** Dollars for a character; null where it was never measured. */
  ofCharacter?: number | null;
}

/** How many of ten idle slots are opened, each of which takes half a dollar to load and stay warm. */
function opened({ dollars, charactersLeft, open = ['ready'], kept = 0.5, ...rest }: Case): number {
  const { underWay = 0, ofCharacter = 0.01 } = rest;
  const seconds = { loadSeconds: 0, speakingSeconds: 0, idleSeconds: 0 };
  const money = {
    spent: () => ({ cost: 0, kept, underWay, ...seconds }),
    needed: () => 0.5,
    toCome: () => 0,
    toSpeak: (_: Slot, characters: number) =>
      ofCharacter === null ? undefined : characters * ofCharacter,
  };
  const limit = { scope: 'run', name: 'run', dollars, chosen: () => true } as const;
  const purse = new Purse({ money, limit, job, charactersLeft, open: open.map(slotIn) });
  let count = 0;
  for (const idle of Array.from({ length: 10 }, () => slotIn('idle'))) {
    if (!purse.reachesFor(idle)) continue;
    purse.take(idle);
    count++;
  }
  return count;
}

describe('a purse', () => {
  it('reaches for the first slot if that can load, speak a segment, and stay warm', () => {
    const first = { open: [], kept: 0, charactersLeft: 900 };
    expect(opened({ ...first, dollars: 0.5 })).toBe(0);
    expect(opened({ ...first, dollars: 0.6 })).toBe(1);
  });

  it('reaches for further ones while the rest of the run can be paid, and a tenth more', () => {
    // Speaking takes a dollar.
    expect(opened({ dollars: 100, charactersLeft: 100 })).toBe(10);
    expect(opened({ dollars: 3.11, charactersLeft: 100 })).toBe(3);
    expect(opened({ dollars: 2.09, charactersLeft: 100 })).toBe(0);
  });

  it('does not spend the money for the end of a run on slots when it is slower than foretold', () => {
    for (const dollars of [1.65, 1.6, 1.55, 1.5]) {
      expect(opened({ dollars, charactersLeft: 100 })).toBe(0);
    }
  });

  it('counts once what is under way', () => {
    expect(opened({ dollars: 2.15, underWay: 0.3, charactersLeft: 100 })).toBe(1);
  });

  it('gives a fifth to slots where it does not last to the end of the run, or nobody knows', () => {
    const poor = { dollars: 10, kept: 0.5 };
    expect(opened({ ...poor, charactersLeft: 2_000 })).toBe(2);
    expect(opened({ ...poor, charactersLeft: 'unknown' })).toBe(2);
    expect(opened({ ...poor, charactersLeft: 100, ofCharacter: null })).toBe(2);
  });

  it('waits with further slots until the run has said what its chapters are', () => {
    expect(opened({ dollars: 100, charactersLeft: 'coming' })).toBe(0);
    expect(opened({ dollars: 100, charactersLeft: 'coming', open: [], kept: 0 })).toBe(1);
  });

  it('takes a slot that works for the first one where another does not', () => {
    expect(opened({ dollars: 1.2, charactersLeft: 100, open: ['resting'] })).toBe(1);
  });
});
