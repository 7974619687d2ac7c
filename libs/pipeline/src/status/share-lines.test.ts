import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shareLines } from './share-lines.ts';

describe('shareLines()', () => {
  test.each([
    [[3, 9], 20, [3, 9]],
    [[60, 9], 20, [11, 9]],
    [[60, 32], 20, [10, 10]],
    [[2, 60, 32], 21, [2, 10, 9]],
    [[5, 5], 0, [0, 0]],
    [[5, 5], -3, [0, 0]],
  ])('%j of %i lines: %j', (wanted, lines, shares) => {
    expect(shareLines(wanted, lines)).toEqual(shares);
  });

  test('gives out all lines that are wanted, and no more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(100), (wanted, lines) => {
        const shares = shareLines(wanted, lines);
        const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
        expect(total(shares)).toBe(Math.min(total(wanted), lines));
        shares.forEach((share, index) => {
          expect(share).toBeLessThanOrEqual(wanted[index] ?? 0);
        });
      }),
    );
  });
});
