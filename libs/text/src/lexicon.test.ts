import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileLexicon } from './lexicon.ts';

describe('compileLexicon()', () => {
  test.each([
    [
      'whole words only',
      { Ann: 'Anne' },
      'Ann and Annabel and JoAnn',
      'Anne and Annabel and JoAnn',
    ],
    ['a capital exactly', { Reading: 'Redding' }, 'Reading, reading', 'Redding, reading'],
    ['lower case in any case', { thames: 'tems' }, 'THAMES Thames thames', 'tems tems tems'],
    ['the longest first', { Le: 'Luh', 'Le Bihan': 'Luh Bee-ahn' }, 'Le Bihan', 'Luh Bee-ahn'],
    ['phrases over any white space', { 'Le Bihan': 'X' }, 'Le\u00a0 Bihan', 'X'],
    ['either apostrophe', { "o'clock": 'a clock' }, 'four o’clock', 'four a clock'],
    ['hyphens as they stand', { 'kouign-amann': 'kween' }, 'a kouign-amann.', 'a kween.'],
    ['in one pass', { a: 'b', b: 'c' }, 'a b', 'b c'],
    ['beside punctuation', { Mme: 'Madame' }, '“Mme—Mme.”', '“Madame—Madame.”'],
    ['composed and decomposed letters', { Åse: 'Ohseh' }, 'Åse', 'Ohseh'],
    [
      'entries with signs',
      { 'C*** & Co.': 'See and Company' },
      'at C*** & Co. now',
      'at See and Company now',
    ],
  ])('matches %s', (_rule, lexicon, text, said) => {
    expect(compileLexicon(lexicon as Record<string, string>)(text.normalize('NFC'))).toBe(said);
  });

  test('leaves texts alone that hold none of its words', () => {
    const respell = compileLexicon({ Sutpen: 'Suttpen', 'the Pequod': 'the Peekwod' });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/Sutpen|Pequod/.test(text));
        expect(respell(text)).toBe(text);
      }),
    );
  });
});
