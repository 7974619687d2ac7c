import { expect, it } from 'vitest';
import { peakLevel } from './peak-level.ts';

const level = (...samples: number[]) => peakLevel(new Uint8Array(Int16Array.from(samples).buffer));

it('is the loudest sample in dBFS', () => {
  expect(level(0, -32_768, 5)).toBe(0);
  expect(level(0, 32, -16)).toBeCloseTo(-60.2, 1);
  expect(level(0, 0)).toBe(Number.NEGATIVE_INFINITY);
  expect(level()).toBe(Number.NEGATIVE_INFINITY);
});
