import { describe, expect, it } from 'vitest';
import { eachBounded } from './each-bounded.ts';

describe('eachBounded()', () => {
  it.each([1, 3, 50])('does every item once, at most %d at a time', async (limit) => {
    const done: number[] = [];
    let busy = 0;
    let busiest = 0;
    await eachBounded(Array.from({ length: 20 }, (_, at) => at).values(), limit, async (item) => {
      busy += 1;
      busiest = Math.max(busiest, busy);
      await new Promise(setImmediate);
      done.push(item);
      busy -= 1;
    });
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(busiest).toBe(Math.min(limit, 20));
  });

  it('takes items from a generator as they are needed', async () => {
    let made = 0;
    async function* items() {
      for (; made < 100; made += 1) yield made;
    }
    const ahead: number[] = [];
    await eachBounded(items(), 2, async (item) => {
      ahead.push(made - item);
    });
    expect(ahead).toHaveLength(100);
    expect(Math.max(...ahead)).toBeLessThanOrEqual(2);
  });

  it('stops at the first error and throws it', async () => {
    const begun: number[] = [];
    const failing = eachBounded([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('the second');
      await new Promise(setImmediate);
    });
    await expect(failing).rejects.toThrow('the second');
    await new Promise(setImmediate);
    expect(begun.length).toBeLessThanOrEqual(3);
  });
});
