import { describe, expect, it } from 'vitest';
import { normalise } from '../../normalise.ts';
import { describeLanguage } from '../testing/language-contract.ts';
import { english } from './english.ts';
import { cardinal, ordinal } from './number-words.ts';

describeLanguage({
  language: 'en',
  golden: [new URL('golden.txt', import.meta.url), new URL('blind.txt', import.meta.url)],
});

describe('English of the United States', () => {
  const spoken: Record<string, string> = {
    'We counted 101 sheep.': 'We counted one hundred one sheep.',
    'the 101st night': 'the one hundred first night',
    'in 2001': 'in two thousand one',
    'On May 3, 1914, they met.': 'On May third, nineteen fourteen, they met.',
    'May 3–5': 'May third to fifth',
    'on 5/3/1914': 'on May third, nineteen fourteen',
    '20%': 'twenty percent',
    'the Hon. Mr. Oake': 'the Honorable Mister Oake',
    '1914-05-03': 'May third, nineteen fourteen',
  };
  it.each(Object.entries(spoken))('makes of %j %j', (text, expected) => {
    expect(normalise(text, { language: 'en-US' })).toBe(expected);
  });
});

describe('British English', () => {
  it('has the day in front of the month', () => {
    expect(normalise('on 3/5/1914', { language: 'en-GB' })).toBe(
      'on the third of May nineteen fourteen',
    );
    expect(normalise('101%', { language: 'en-GB' })).toBe('one hundred and one per cent');
  });
});

describe('number words', () => {
  const [british, american] = ['en-GB', 'en-US'].map((language) => ({ language, heading: false }));

  it('counts up to a billion', () => {
    const words: [number, string, string][] = [
      [0, 'zero', 'zero'],
      [110, 'one hundred and ten', 'one hundred ten'],
      [1_000, 'one thousand', 'one thousand'],
      [1_010, 'one thousand and ten', 'one thousand ten'],
      [1_000_000_000, 'one billion', 'one billion'],
    ];
    for (const [number, inBritain, inAmerica] of words) {
      if (british) expect(cardinal(number, british)).toBe(inBritain);
      if (american) expect(cardinal(number, american)).toBe(inAmerica);
    }
  });

  it('makes each ordinal of its cardinal', () => {
    if (!british) throw new Error('no setting');
    const words = [1, 2, 3, 5, 8, 9, 12, 20, 31, 90, 100, 112, 1_000].map((one) =>
      ordinal(one, british),
    );
    expect(words.join(', ')).toBe(
      'first, second, third, fifth, eighth, ninth, twelfth, twentieth, thirty-first, ninetieth, ' +
        'one hundredth, one hundred and twelfth, one thousandth',
    );
  });
});

describe('english', () => {
  it('takes time in proportion to the length of hostile texts', () => {
    const pieces = [
      ...[
        '1,111',
        '1',
        '1.1',
        '1-',
        'A’',
        'AB ',
        'A.',
        'Mr. ',
        'I, ',
        'Part I, I',
        '£1',
        '1/2 ',
        '½',
      ],
      ...[
        'www.',
        'http://',
        'a@a.',
        '+1 1',
        '&',
        '⸺',
        '1:1',
        ' 000',
        'St. ',
        'May 1 ',
        'v. A',
        '1s. ',
        '°',
      ],
    ];
    const timeOf = (piece: string, length: number) => {
      const text = piece.repeat(length / piece.length);
      const begin = process.threadCpuUsage();
      for (const { pattern } of english.rules) for (const _ of text.matchAll(pattern));
      return process.threadCpuUsage(begin).user / 1_000;
    };
    // Processor time, in ms. Ten times the text: linear takes 10 times as long, quadratic 100 times. What looks so is tried again.
    const isSlow = (piece: string) =>
      timeOf(piece, 20_000) > 40 * Math.max(2, timeOf(piece, 2_000));
    const slow = pieces.filter((piece) => isSlow(piece) && isSlow(piece) && isSlow(piece));
    expect(slow).toEqual([]);
  });

  it('tests for what a match needs before it searches', () => {
    const setting = { language: 'en', heading: true };
    const texts = ['VOL. II', 'at 5 ft 6 in.', '10,000 l. a year', 'Jr', 'the XIXth', '5′', '1/2'];
    for (const text of texts) {
      const missed = english.rules.filter(
        ({ holds, pattern, say }) =>
          !holds.test(text) &&
          Array.from(text.matchAll(pattern)).some((match) => match[0] && say(match, setting)),
      );
      expect(missed.map(({ name }) => name)).toEqual([]);
    }
  });
});
