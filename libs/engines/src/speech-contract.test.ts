import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHeader, toHeader } from './speech-contract.ts';

test('law: any text goes through a header, and comes out as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(toHeader(text)).toMatch(/^[\x20-\x7e]*$/);
      expect(fromHeader(toHeader(text))).toBe(text.toWellFormed());
    }),
  );
});

test('fromHeader() takes what is not encoded as it is', () => {
  expect(fromHeader('tone 1, 50 % faster')).toBe('tone 1, 50 % faster');
});
