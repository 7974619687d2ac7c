import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Allotment } from './allotment.ts';

describe('Allotment', () => {
  test('is never overdrawn, and gives in the order of asking', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 40 }),
        async (amounts) => {
          const allotment = new Allotment(10);
          const order: number[] = [];
          let taken = 0;
          await Promise.all(
            amounts.map(async (amount, at) => {
              const back = await allotment.take(amount);
              order.push(at);
              taken += Math.min(amount, 10);
              expect(taken).toBeLessThanOrEqual(10);
              await Promise.resolve();
              taken -= Math.min(amount, 10);
              back?.();
              back?.();
            }),
          );
          expect(order).toEqual(amounts.map((_, at) => at));
        },
      ),
    );
  });

  test('who stops waiting takes nothing, and is in nobody’s way', async () => {
    const allotment = new Allotment(10);
    const first = await allotment.take(6);
    const impatient = new AbortController();
    const large = allotment.take(10, impatient.signal);
    const small = allotment.take(4);
    impatient.abort();
    expect(await large).toBeUndefined();
    expect(await small).toBeDefined();
    expect(await allotment.take(1, AbortSignal.abort())).toBeUndefined();
    first?.();
    expect(await allotment.take(6)).toBeDefined();
  });
});
