import { expect, test } from 'vitest';
import { describeCount } from './describe-count.ts';

test.each([
  [0, undefined, '0'],
  [1_204, undefined, '1,204'],
  [0, 'segment', '0 segments'],
  [1, 'segment', '1 segment'],
  [1_204, 'accepted take', '1,204 accepted takes'],
])('describeCount(%j, %j)', (count, noun, described) => {
  expect(describeCount(count, noun)).toBe(described);
});
