import { describe, expect, it } from 'vitest';
import { threeLetterLanguage } from './language-code.ts';

describe('threeLetterLanguage()', () => {
  it.each([
    ['en', 'eng'],
    ['fr-CA', 'fra'],
    ['da', 'dan'],
    ['de-1996', 'deu'],
    ['zh-Hant-TW', 'zho'],
    ['grc', 'grc'],
    ['xx', 'und'],
  ])('makes %s into %s', (tag, code) => {
    expect(threeLetterLanguage(tag)).toBe(code);
  });
});
