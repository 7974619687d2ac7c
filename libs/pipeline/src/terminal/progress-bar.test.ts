import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentOf, progressBar, shareOf } from './progress-bar.ts';

describe('progressBar()', () => {
  test.each([
    [0, '▕    ▏'],
    [0.001, '▕▏   ▏'],
    [0.25, '▕█   ▏'],
    [0.4, '▕█▌  ▏'],
    [0.999, '▕███▉▏'],
    [1, '▕████▏'],
  ])('%f is drawn as %s', (share, bar) => {
    expect(progressBar(share, 4)).toBe(bar);
  });

  test('is as wide as it is asked to be', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.nat(200), (share, cells) => {
        expect(progressBar(share, cells)).toHaveLength(cells + 2);
      }),
    );
  });
});

describe('percentOf()', () => {
  test.each([
    [0, 10_000, '0 %'],
    [1, 10_000, '1 %'],
    [2_345, 10_000, '23 %'],
    [9_999, 10_000, '99 %'],
    [10_000, 10_000, '100 %'],
    [0, 0, '100 %'],
  ])('%i of %i is %s', (done, of, percent) => {
    expect(percentOf(done, of)).toBe(percent);
  });
});

test('shareOf() stays within 0 and 1, whatever is counted late', () => {
  expect([shareOf(12, 10), shareOf(-1, 10), shareOf(5, 10)]).toEqual([1, 0, 0.5]);
});
