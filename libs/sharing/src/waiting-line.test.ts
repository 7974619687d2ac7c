import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Waiting } from './waiting.ts';
import { WaitingLine } from './waiting-line.ts';

const slot = { name: 'a', model: 'm', batch: 1, segments: 0, characters: 0, speed: undefined };

function job(place: readonly number[], changes: Partial<Waiting> = {}): Waiting {
  const rest = { client: 'run', interactive: false, model: 'm', characters: 1, avoid: new Set('') };
  return { ...rest, place, ...changes };
}

describe('WaitingLine', () => {
  it('gives what waits by its place, whatever came and went before', () => {
    const jobs = fc.record({
      place: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 2 }),
      interactive: fc.boolean(),
    });
    const step = fc.oneof(
      fc.record({ add: jobs }),
      fc.record({ remove: fc.nat() }),
      fc.record({ take: fc.constant(true) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const line = new WaitingLine<Waiting>(0);
        const present: Waiting[] = [];
        const take = (one: Waiting | undefined) => {
          if (one === undefined) return;
          present.splice(present.indexOf(one), 1);
          expect(line.remove(one)).toBe(true);
          expect(line.remove(one)).toBe(false);
        };
        for (const one of steps) {
          if ('add' in one) {
            const added = job(one.add.place, { interactive: one.add.interactive });
            line.add(added);
            present.push(added);
          } else take('take' in one ? line.first(slot) : present[one.remove % present.length]);
          expect(line.length).toBe(present.length);
          expect(line.first(slot)).toBe(present.toSorted(inOrder)[0]);
        }
      }),
    );
  });

  it('gives the longest, one that is listened for before all, and none that failed on the slot', () => {
    const line = new WaitingLine<Waiting>(0);
    const [short, long, failed] = [
      job([1], { characters: 5 }),
      job([2], { characters: 9 }),
      job([0], { characters: 20, avoid: new Set(['a']) }),
    ];
    for (const one of [short, long, failed]) line.add(one);
    expect([line.first(slot), line.longest(slot)]).toEqual([short, long]);
    const heard = job([3], { interactive: true });
    line.add(heard);
    expect([line.first(slot), line.longest(slot)]).toEqual([heard, heard]);
  });

  it('takes in the segments of a library, and gives them out, in no time', () => {
    const line = new WaitingLine<Waiting>(0);
    const jobs = Array.from({ length: 200_000 }, (_, index) => job([index]));
    const began = performance.now();
    for (const one of jobs) line.add(one);
    expect(jobs.every((one) => line.remove(one))).toBe(true);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

/** Jobs of one place keep the order in which they came. */
function inOrder(one: Waiting, other: Waiting): number {
  if (one.interactive !== other.interactive) return one.interactive ? -1 : 1;
  const [first = 0, second = 0] = one.place;
  const [otherFirst = 0, otherSecond = 0] = other.place;
  return first - otherFirst || second - otherSecond;
}
