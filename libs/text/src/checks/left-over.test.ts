import { describe, expect, test } from 'vitest';
import { allCapitals } from './all-capitals.ts';
import { leftOverAbbreviations } from './left-over-abbreviations.ts';
import { leftOverNumbers } from './left-over-numbers.ts';
import { flawsOf } from './testing.ts';

/** What is spoken is the text as it stands, as where normalisation has no rule for it. */
describe('leftOverAbbreviations', () => {
  const misread = new Set(['rev', 'col', 'mt', 'm', 'p', 'alm', 'd.v.s', 'art']);
  const found = (text: string, language = 'en') =>
    flawsOf(leftOverAbbreviations, `${text}\n`, {
      language,
      spoken: () => text,
      reading: { abbreviations: () => misread },
    }).map((flaw) => /“(.*?)”/.exec(flaw.found)?.[1]);

  test('tells abbreviations that the engine misreads', () => {
    expect(found('The Rev. Mr. Oake met Col. Ward on Mt. Low, and Mt Etna.')).toEqual([
      'Rev.',
      'Col.',
      'Mt.',
      'Mt',
    ]);
    expect(found('M. Dupont vint, d.v.s. sent.', 'fr')).toEqual(['M.', 'd.v.s.']);
    expect(found('Den rev. udgave.', 'da')).toEqual(['rev.']);
    expect(found('See p. 12.')).toEqual(['p.']);
  });

  test('lets pass words that only end a sentence, and those that the engine reads', () => {
    expect(found('He loved art. She did not. A col. It was steep. Mr. Low.')).toEqual([]);
    expect(found('Plan P. He left.')).toEqual([]);
    expect(found('“I’m here,” said O’M. He was.')).toEqual([]);
  });
});

describe('leftOverNumbers', () => {
  const reading = {
    figures: () => [{ pattern: /£\d+/g, otherwise: 'currency first' }],
    romanNumerals: () => 'wrong',
  };
  const found = (text: string, language = 'en') =>
    flawsOf(leftOverNumbers, `${text}\n`, { language, reading, spoken: () => text }).map(
      (flaw) => flaw.found,
    );

  test('tells figures that the engine misreads, and Roman numerals', () => {
    expect(found('In 1911 Louis XIV had £5.')).toEqual(['“£5”: currency first', '“XIV”: wrong']);
    expect(found('Lo sègle XVIIIe e Francés Ier.', 'oc')).toEqual([
      '“XVIIIe”: wrong',
      '“Ier”: wrong',
    ]);
  });

  test('lets pass what only looks like a numeral', () => {
    expect(found('I mix a CD in DC. Il dit DIX. I. CIVIL. LIVID.')).toEqual([]);
    expect(found('MM. Dupont', 'fr')).toEqual([]);
  });

  test('lets pass what the engine reads well', () => {
    const none = { figures: () => [], romanNumerals: () => undefined };
    const text = 'Louis XIV had £5.';
    expect(flawsOf(leftOverNumbers, `${text}\n`, { reading: none, spoken: () => text })).toEqual(
      [],
    );
  });
});

describe('allCapitals', () => {
  const capitals = () => ({ pattern: /\b(?:IS|END|MY|OH|NO)\b/, otherwise: 'it is spelt' });
  const found = (text: string) =>
    flawsOf(allCapitals, `${text}\n`, { reading: { capitals }, spoken: () => text }).map(({ at }) =>
      at.slice(0, 6),
    );

  test('tells a passage in capitals', () => {
    expect(found('He read: THIS CLOCK IS CORRECT.')).toEqual(['THIS C']);
  });

  test('lets pass what the engine reads well, and everything of one of which nothing is known', () => {
    expect(found('He read: THAT CLOCK SEEMS CORRECT.')).toEqual([]);
    expect(
      flawsOf(allCapitals, 'He read: THIS CLOCK IS CORRECT.\n', {
        spoken: () => 'He read: THIS CLOCK IS CORRECT.',
      }),
    ).toEqual([]);
  });

  test('lets pass headings, initials, names, and short cries', () => {
    expect(found('# THE END OF THE ROAD')).toEqual([]);
    expect(found('S. M. I. R. of the U.S.A. and HMS Victory')).toEqual([]);
    expect(found('MY DEAR HOLMES: — I came.')).toEqual([]);
    expect(found('“OH, NO!” said I')).toEqual([]);
  });
});
