import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

it('nearest() gives the names with the fewest letters changed first, whatever their case', () => {
  const names = ['miguel', 'Max', 'michael', 'm1'];
  expect(nearest('MAX', names, 1)).toEqual(['Max']);
  expect(nearest('micheal', names, 2)).toEqual(['michael', 'miguel']);
  expect(nearest('', names, 1)).toEqual(['m1']);
  expect(nearest('m', [], 3)).toEqual([]);
});
