import { describe, expect, test } from 'vitest';
import { flawsOf } from './testing.ts';
import { unbalancedQuotes } from './unbalanced-quotes.ts';

const flaws = (text: string, language = 'en') =>
  flawsOf(unbalancedQuotes, text, { language }).map(
    ({ at, found }) => `${at.slice(0, 4)}: ${found}`,
  );

describe('unbalancedQuotes', () => {
  test.each([
    [
      'curly marks that lack their end',
      '“Come in, she said.\n\nHe came.\n',
      ['“Com: “ is not closed'],
    ],
    [
      'curly marks that lack their beginning',
      'Come in,” she said.\n',
      ['” sh: ” closes what nothing opens'],
    ],
    [
      'speech that begins where the last has not ended',
      '“Come in. “Now.”\n\n“Yes.”\n',
      ['“Com: “ is not closed'],
    ],
    ['straight marks', '"Come in, she said.\n\nHe came.\n', ['"Com: " is not closed']],
  ])('tells %s', (_, text, found) => {
    expect(flaws(text)).toEqual(found);
  });

  test.each([
    ['speech over paragraphs, opened again in each', '“One.\n\n“Two.\n\n“Three.”\n\nFour.\n'],
    ['the same with straight marks', '"One.\n\n"Two."\n\nThree.\n'],
    ['a song within speech', '“He sang:\n\n| La la,\n| la.\n\nand so on.”\n'],
    ['apostrophes and single marks', '“’Tis the boys’ own,” he said, “an ‘old’ one.”\n'],
    ['what is quoted within speech by the same marks', '“She wrote “I forgive” under it.”\n'],
    ['inches', 'He was 6\' 2" tall.\n'],
  ])('lets pass %s', (_, text) => {
    expect(flaws(text)).toEqual([]);
  });

  test('lets French guillemets stay open over an exchange, an incise and the paragraphs of a letter', () => {
    expect(flaws('« Viens, dit-il.\n\n— Non.\n\n— Si ! »\n', 'fr')).toEqual([]);
    expect(flaws('« Viens, dit-il, « je t’attends. »\n', 'fr')).toEqual([]);
    expect(flaws('« Un.\n\n« Deux. »\n\n«Trois\n\n» quatre\n\n» cinq.»\n', 'fr')).toEqual([]);
  });

  test('tells guillemets that nothing can belong to', () => {
    expect(flaws('Il vint.»\n\n« Oui. »\n\n«Non.\n', 'fr')).toEqual([
      '»\n\n«: » closes what nothing opens',
      '«Non: « is not closed',
    ]);
  });

  test('reads guillemets as the text has them, whatever is usual', () => {
    expect(flaws('»Kom,« sagde han.\n\n»Ja.«\n', 'da')).toEqual([]);
    expect(flaws('«Kom,» sagde han.\n\n«Ja.»\n', 'da')).toEqual([]);
    expect(flaws('»Kom, sagde han.\n', 'da')).toEqual(['»Kom: » is not closed']);
  });

  test('reads low marks with each of their ends', () => {
    expect(flaws('„Komm“, sagte er. „Ja”, und „nein".\n', 'de')).toEqual([]);
    expect(flaws('„Komm, sagte er.\n', 'de')).toEqual(['„Kom: „ is not closed']);
  });

  test('takes a mark for both where it stands on both sides', () => {
    expect(flaws('”Kom,” sa han.\n', 'sv')).toEqual([]);
    expect(flaws('”Kom, sa han.\n', 'sv')).toEqual(['”Kom: ” is not closed']);
  });

  test('takes time in proportion to the text, whatever marks it has', () => {
    const began = performance.now();
    expect(flaws(`${'“'.repeat(100_000)}a\n`)).toHaveLength(100_000);
    expect(flaws(`${'a«'.repeat(100_000)}\n`)).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
