import { expect, it } from 'vitest';
import { retrySeconds } from './retry-after.ts';

const now = Date.parse('Sun, 06 Nov 1994 08:49:37 GMT');

it.each([
  ['7', 7],
  [' 0 ', 0],
  ['86400', 600],
  ['Sun, 06 Nov 1994 08:50:07 GMT', 30],
  ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
  ['Mon, 07 Nov 1994 08:49:37 GMT', 600],
  ['soon', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['', undefined],
  [undefined, undefined],
])('retrySeconds(%j) is %j', (header, seconds) => {
  expect(retrySeconds(header, now)).toBe(seconds);
});
