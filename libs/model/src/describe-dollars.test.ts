import { expect, test } from 'vitest';
import { describeDollars } from './describe-dollars.ts';

test('describeDollars() shows cents, and what cents would hide', () => {
  const shown = [0, 0.0001, 0.0042, 0.015, 0.03, 0.1, 2.5, 1_234.567].map(describeDollars);
  expect(shown).toEqual([
    ...['$0.00', '$0.0001', '$0.0042', '$0.015', '$0.03', '$0.10', '$2.50', '$1234.57'],
  ]);
});
