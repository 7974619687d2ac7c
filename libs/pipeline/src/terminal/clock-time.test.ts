import { describe, expect, test } from 'vitest';
import { formatClock, parseClock } from './clock-time.ts';

describe('parseClock()', () => {
  test.each([
    ['12:41', 761],
    ['1:02:03', 3723],
    ['1:02:03.5', 3723.5],
    ['761', 761],
    [' 0:07 ', 7],
  ])('reads %j', (text, seconds) => {
    expect(parseClock(text)).toBe(seconds);
  });

  test.each(['', 'noon', '1:2:3:4', '-5', '12:', '1e3'])('refuses %j', (text) => {
    expect(parseClock(text)).toBeUndefined();
  });
});

test('formatClock() leaves hours out until there are any', () => {
  expect([7, 761, 3723].map(formatClock)).toEqual(['0:07', '12:41', '1:02:03']);
});
