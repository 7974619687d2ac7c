import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineFor, Sharing } from './sharing.ts';
import { type SimulatedSlot, simulate } from './simulate.ts';
import type { SlotLoad } from './slot-load.ts';
import type { Waiting } from './waiting.ts';

/** Characters in the chapters of a long novel, and in each of its segments. */
const chapters = [53_887, 62_817, 66_216, 103_964, 100_198, 99_768, 169_852, 149_237, 41_712];

function job(changes: Partial<Waiting> = {}): Waiting {
  const place = [0, 0];
  const waiting = { client: 'run', interactive: false, place, model: 'm', characters: 100 };
  return { ...waiting, avoid: new Set<string>(), ...changes };
}

/** Segments of 40 to 250 characters, of every length alike. */
function segmentsOf(lengths: readonly number[]): Waiting[] {
  return lengths.flatMap((length, chapter) => {
    const segments: Waiting[] = [];
    for (let left = length; left > 0; ) {
      const characters = Math.min(left, 40 + ((segments.length * 97 + chapter * 31) % 211));
      segments.push(job({ place: [chapter, segments.length], characters }));
      left -= characters;
    }
    return segments;
  });
}

const equal = (count: number, slot: Partial<SimulatedSlot> = {}): SimulatedSlot[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `slot ${at}`,
    charactersPerSecond: 26.6,
    ...slot,
  }));

const idle = (changes: Partial<SlotLoad> = {}): SlotLoad => ({
  name: 'a',
  model: 'm',
  batch: 1,
  segments: 0,
  characters: 0,
  speed: 100,
  ...changes,
});

const total = (jobs: readonly Waiting[]) =>
  jobs.reduce((sum, { characters }) => sum + characters, 0);

const last = (spoken: readonly { at: number }[]) => Math.max(...spoken.map(({ at }) => at));

describe('Sharing', () => {
  it('hands segments out in book order, those that somebody listens for first', () => {
    const sharing = new Sharing();
    const places = [
      [1, 0],
      [0, 2],
      [0, 10],
      [0, 1],
    ];
    for (const place of places) sharing.add(job({ place }));
    sharing.add(job({ client: 'say', interactive: true, place: [9, 9] }));
    const slot = idle();
    const order = Array.from({ length: 6 }, () => sharing.next(slot, [slot])?.place);
    expect(order).toEqual([[9, 9], [0, 1], [0, 2], [0, 10], [1, 0], undefined]);
  });

  it('gives two clients equally many characters, also when one comes later', () => {
    const sharing = new Sharing();
    const slot = idle();
    for (let at = 0; at < 100; at++) sharing.add(job({ client: 'first', place: [0, at] }));
    for (let at = 0; at < 20; at++) sharing.next(slot, [slot]);
    for (let at = 0; at < 100; at++) {
      sharing.add(job({ client: 'second', place: [0, at], characters: 50 }));
    }
    const had = { first: 0, second: 0 };
    for (let at = 0; at < 60; at++) {
      const next = sharing.next(slot, [slot]);
      if (next) had[next.client as keyof typeof had] += next.characters;
    }
    expect(Math.abs(had.first - had.second)).toBeLessThanOrEqual(100);
  });

  it('gives a slot only what its model speaks and what did not fail on it', () => {
    const sharing = new Sharing();
    sharing.add(job({ model: 'other', place: [0, 0] }));
    sharing.add(job({ avoid: new Set(['a']), place: [0, 1] }));
    expect(sharing.next(idle(), [idle()])).toBeUndefined();
    const other = idle({ name: 'b' });
    expect(sharing.next(other, [idle(), other])?.place).toEqual([0, 1]);
  });

  it('gives a slot no more than its batch and a little ahead', () => {
    const sharing = new Sharing();
    for (let at = 0; at < 100; at++) sharing.add(job({ place: [0, at] }));
    expect(sharing.next(idle({ segments: 1 }), [])).toBeDefined();
    expect(sharing.next(idle({ segments: 2 }), [])).toBeUndefined();
    expect(sharing.next(idle({ batch: 32, segments: 39 }), [])).toBeDefined();
    expect(sharing.next(idle({ batch: 32, segments: 40 }), [])).toBeUndefined();
  });

  it('gives one that shares them among others the line that it wants, and the end too', () => {
    const taken = (slot: SlotLoad, waiting: number) => {
      const sharing = new Sharing();
      for (let at = 0; at < waiting; at++) sharing.add(job({ place: [0, at] }));
      let segments = 0;
      while (sharing.next({ ...slot, segments }, [slot])) segments++;
      return segments;
    };
    const gateway = idle({ batch: 8, line: 20 });
    expect(taken(gateway, 100)).toBe(28);
    expect(taken(gateway, 6)).toBe(6);
    expect(taken({ ...gateway, speed: undefined }, 6)).toBe(6);
    expect(taken(idle({ batch: 8, speed: undefined }), 6)).toBe(1);
    // Two in line each, as many as all speak, and a quarter of that.
    expect(lineFor([idle({ batch: 8 }), idle({ batch: 8 })])).toBe(2 * 2 + 16 + 4);
    expect(lineFor([gateway, idle({ batch: 8 })])).toBe(20 + 2 + 16 + 4);
  });

  it('hands out no segment that was removed', () => {
    const sharing = new Sharing();
    const [one, two] = [job({ place: [0, 0] }), job({ place: [0, 0] })];
    for (const each of [one, two]) sharing.add(each);
    sharing.remove(one);
    sharing.remove(one);
    const slot = idle();
    expect(sharing.next(slot, [slot])).toBe(two);
    expect(sharing.next(slot, [slot])).toBeUndefined();
  });

  it('costs a slot of another model nothing that thousands wait', () => {
    const sharing = new Sharing();
    for (let at = 0; at < 30_000; at++) sharing.add(job({ place: [0, at] }));
    const other = idle({ name: 'other', model: 'other' });
    const began = performance.now();
    for (let at = 0; at < 30_000; at++) sharing.next(other, [other, idle()]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('law: every segment is handed out once, whichever slots there are', () => {
    const slots = fc.array(
      fc.record({
        charactersPerSecond: fc.integer({ min: 5, max: 500 }),
        batch: fc.integer({ min: 1, max: 32 }),
        loadSeconds: fc.integer({ min: 0, max: 60 }),
      }),
      { maxLength: 8 },
    );
    const jobs = fc.array(
      fc.record({
        client: fc.constantFrom('one', 'two'),
        interactive: fc.boolean(),
        place: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 })),
        characters: fc.integer({ min: 1, max: 250 }),
      }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(jobs, slots, (changes, others) => {
        const all = changes.map((change) => job(change));
        const lasting = { name: 'lasting', charactersPerSecond: 20 };
        const named = others.map((slot, at) => ({ ...slot, name: `slot ${at}` }));
        const spoken = simulate(all, [lasting, ...named]);
        expect(spoken).toHaveLength(all.length);
        expect(new Set(spoken.map((one) => one.job)).size).toBe(all.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('Sharing keeps every slot busy to the end:', () => {
  const book = segmentsOf(chapters);
  const work = total(book) / 26.6;

  it.each([1, 2, 3, 4, 5, 8, 9, 16, 32])('%i equal slots', (count) => {
    const loadSeconds = 30;
    const ideal = loadSeconds + work / count;
    expect(ideal / last(simulate(book, equal(count, { loadSeconds })))).toBeGreaterThan(0.98);
  });

  it.each([
    [1, 0.95],
    [16, 0.95],
    [32, 0.9],
  ])('%i slots that speak 32 segments at a time', (count, goal) => {
    const ideal = work / (32 * count);
    expect(ideal / last(simulate(book, equal(count, { batch: 32 })))).toBeGreaterThan(goal);
  });

  it('nine slots of which one is five times slower', () => {
    const slots = equal(9);
    slots[4] = { name: 'slow', charactersPerSecond: 26.6 / 5 };
    const ideal = work / (8 + 1 / 5);
    expect(ideal / last(simulate(book, slots))).toBeGreaterThan(0.98);
  });

  it('a slow slot never has the last word of a short chapter', () => {
    const short = segmentsOf([12_000]);
    const slow = { name: 'slow', charactersPerSecond: 2.66 };
    const spoken = simulate(short, [...equal(2), slow]);
    expect(last(spoken)).toBeLessThan(last(simulate(short, equal(2))));
  });

  it('the first chapter is ready long before the book', () => {
    const spoken = simulate(book, equal(9));
    const first = spoken.filter((one) => one.job.place[0] === 0);
    const share = total(book.filter(({ place }) => place[0] === 0)) / total(book);
    expect(last(first) / last(spoken)).toBeLessThan(share + 0.02);
  });
});
