import { expect, it } from 'vitest';
import { estimateSeconds, estimateSpeechSeconds } from './duration.ts';

it('estimateSeconds() lies within the pace of English narration', () => {
  expect(estimateSeconds(1_000_000)).toBeGreaterThan(1_000_000 / 16.5);
  expect(estimateSeconds(1_000_000)).toBeLessThan(1_000_000 / 15.7);
  expect(estimateSeconds(0)).toBe(0);
});

it('estimateSpeechSeconds() is shorter by a novel’s pauses', () => {
  expect(estimateSpeechSeconds(980_515) + 4_541).toBeCloseTo(estimateSeconds(980_515), -2);
});
