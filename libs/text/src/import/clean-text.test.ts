import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, countCharacters, lettersOf } from './clean-text.ts';

describe('cleanText()', () => {
  it('collapses every kind of space and drops what is not seen', () => {
    expect(cleanText(' a\t\u2003b\u00a0c\r\n d\u00ad-\u200be\ufeff ')).toBe('a b c d-e');
    expect(cleanText('be\u0301te\u0007')).toBe('béte');
  });

  it('keeps the no-break space that French sets before and behind marks', () => {
    expect(cleanText('Quoi\u00a0! «\u202fNon\u202f» \u00a0; 15\u00a0août')).toBe(
      'Quoi\u00a0! «\u202fNon\u202f»\u00a0; 15 août',
    );
  });

  it('keeps joiners in scripts that need them', () => {
    expect(cleanText('می\u200cخواهم x\u200cy')).toBe('می\u200cخواهم xy');
  });

  it('changes nothing the second time, not where a joiner follows a mark either', () => {
    for (const text of ['e\u0301\u200c', 'e\u200c\u0301\u200c', '\u00e9\u200c']) {
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
    }
    const odd = fc.constantFrom('\u00a0', '«', '!', '\u00ad', '\u200c', 'e', '\u0301', ' ', '\n');
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(odd, fc.string({ unit: 'grapheme' })) }), (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });
});

describe('lettersOf()', () => {
  it('is the same for all spellings of a title', () => {
    expect(lettersOf('L’ÉTÉ, 2.')).toBe(lettersOf("l'ete 2"));
  });
});

describe('countCharacters()', () => {
  it('counts characters and no white space', () => {
    expect(countCharacters(' a b\n😀 ')).toBe(3);
  });
});
