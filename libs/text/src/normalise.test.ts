import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalise } from './normalise.ts';

describe('normalise()', () => {
  test.each([
    ['Chapter IV', 'Chapter 4'],
    ['CHAPITRE XII', 'CHAPITRE 12'],
    ['Chapter I. Mr. Sherlock Holmes', 'Chapter 1. Mr. Sherlock Holmes'],
    ['XIV', '14'],
    ['Kapitel iv', 'Kapitel 4'],
    ['Volume Mild', 'Volume Mild'],
    ['I went home', 'I went home'],
  ])('reads the heading %j as %j', (heading, spoken) => {
    expect(normalise(heading, { heading: true })).toBe(spoken);
  });

  test('leaves Roman numerals alone outside headings', () => {
    expect(normalise('I', { heading: false })).toBe('I');
  });

  test('collapses white space and removes what is not seen', () => {
    expect(normalise(' a\u00a0\tb\u00adc\n', { heading: false })).toBe('a bc');
  });

  test('changes nothing when it is done twice', () => {
    const text = fc.string({
      unit: fc.constantFrom(...' \u00a0\u00adIVXaé.e\u0301', 'Chapter ', '—'),
    });
    fc.assert(
      fc.property(text, fc.boolean(), (source, heading) => {
        const once = normalise(source, { heading });
        expect(normalise(once, { heading })).toBe(once);
      }),
    );
  });

  test('drops no letter and no digit outside headings', () => {
    const letters = (text: string) => text.normalize('NFC').replace(/[^\p{L}\p{N}]/gu, '');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (source) => {
        expect(letters(normalise(source, { heading: false }))).toBe(letters(source));
      }),
    );
  });
});
