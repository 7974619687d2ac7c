import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthProblem, longestSeconds, shortestSeconds } from './plausible-length.ts';

const request = (spoken: string, params = {}) => ({
  ...{ spoken, language: 'en', voice: 'plain', seed: 1 },
  params,
});

describe('lengthProblem()', () => {
  it('finds nothing wrong at 9 to 25 characters a second', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 400 }),
        fc.double({ min: 9, max: 25, noNaN: true }),
        (spoken, pace) => lengthProblem(request(spoken), spoken.length / pace) === undefined,
      ),
    );
  });

  it('says which way a length is wrong', () => {
    const words = request('x'.repeat(60));
    expect(lengthProblem(words, 41)).toBe('41.00 s of audio for 60 characters is too much');
    expect(lengthProblem(words, 0.9)).toBe('0.90 s of audio for 60 characters is too little');
    expect(lengthProblem(request('…'), 0)).toBeUndefined();
    expect(lengthProblem(request('…'), 11)).toContain('too much');
  });

  it('follows the speed that was asked for', () => {
    expect(longestSeconds(request('x', { speed: 0.5 }))).toBe(2 * longestSeconds(request('x')));
    expect(longestSeconds(request('x', { speed: 1e-9 }))).toBe(4 * longestSeconds(request('x')));
    expect(shortestSeconds(request('x', { speed: 2 }))).toBe(shortestSeconds(request('x')) / 2);
    expect(longestSeconds(request('x', { speed: 'fast' }))).toBe(longestSeconds(request('x')));
  });
});
