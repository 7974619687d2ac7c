import { describe, expect, test } from 'vitest';
import { flawsOf } from './testing.ts';
import { unspeakableCharacters } from './unspeakable-characters.ts';

const reading = { symbols: 'which it calls by its name' };

const kindOf = (text: string) => {
  const [flaw, ...more] = flawsOf(unspeakableCharacters, `Here is ${text} in it.\n`, { reading });
  expect(more).toEqual([]);
  return flaw && `${flaw.severity} ${flaw.found}`;
};

describe('unspeakableCharacters', () => {
  test.each([
    ['caf\ufffd', 'error U+FFFD is a replacement character'],
    ['a\u0007b', 'error U+0007 is a control character'],
    ['\ue000', 'error U+E000 is a character of private use'],
    ['😀', 'warning U+1F600 😀 is a picture, which it calls by its name'],
    ['❤', 'warning U+2764 ❤ is a picture, which it calls by its name'],
    ['→', 'warning U+2192 → is a symbol, which it calls by its name'],
    ['■', 'warning U+25A0 ■ is a symbol, which it calls by its name'],
    ['{x', 'warning U+007B { is a symbol, which it calls by its name'],
  ])('tells %j', (text, found) => {
    expect(kindOf(text)).toContain(found);
  });

  test.each([
    '5 % & 3 + 4 = 7 °C © £5 § 2',
    '“‘’” «» — – … ¿¡ † ‰ № ½',
    'naïve Ærø Crécy',
    'かな漢字 한글 עברית',
  ])('lets pass %j', (text) => {
    expect(kindOf(text)).toBeUndefined();
  });

  test('knows of no symbol that an engine would misread, but of what none can say, where nothing is known', () => {
    const flaws = flawsOf(unspeakableCharacters, 'Here → 😀 { is caf\ufffd.\n');
    expect(flaws.map(({ severity }) => severity)).toEqual(['error']);
  });

  test('points at the character, behind markup and white space too', () => {
    const source = 'One *two*\n  three → four.\n';
    expect(flawsOf(unspeakableCharacters, source, { reading })[0]?.at).toBe('→ four.\n');
  });
});
