import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileLexicon } from './lexicon.ts';
import { SettledText } from './normalise/settled-text.ts';

/** A text with the entries of a lexicon put in. */
function respelling(...lexicon: Parameters<typeof compileLexicon>): (text: string) => string {
  const find = compileLexicon(...lexicon);
  return (written) => {
    const text = new SettledText(written);
    text.settle(find(written));
    return text.text;
  };
}

describe('compileLexicon()', () => {
  it('respells whole words and phrases', () => {
    const respell = respelling({ Pip: 'Pipp', 'Miss Havisham': 'Miss Havvisham', tea: 'tee' });
    expect(respell('Pip and Miss Havisham took tea.')).toBe('Pipp and Miss Havvisham took tee.');
    expect(respell('Pippa, steam, Miss Havishams')).toBe('Pippa, steam, Miss Havishams');
  });

  it('matches an entry in lower case in any case and one with a capital exactly', () => {
    const respell = respelling({ reading: 'reeding', Reading: 'Redding', polish: 'pollish' });
    expect(respell('Reading is reading. READING!')).toBe('Redding is reeding. reeding!');
    expect(respelling({ Polish: 'Poelish' })('to polish')).toBe('to polish');
  });

  it('prefers the longest entry and never matches its own output', () => {
    const respell = respelling({ a: 'b', b: 'a', 'a b': 'b a', 'a b c': 'x' });
    expect(respell('a b c a b a')).toBe('x b a b');
  });

  it('knows letters of every script, and composed and typed apostrophes', () => {
    const respell = respelling({
      'O\u2019Hara': 'Ohara',
      "o'clock": 'oclock',
      Élodie: 'Elodi',
    });
    expect(respell("O'Hara came at five o’clock.")).toBe('Ohara came at five oclock.');
    expect(respell('Élodie, Élodies, été')).toBe('Elodi, Élodies, été');
    expect(respelling({ ete: 'x' })('été ete')).toBe('été x');
    expect(respelling({ Элла: 'Ella' })('Элла, Эллак')).toBe('Ella, Эллак');
  });

  it('lets an apostrophe end a word only where a clitic or an elision does', () => {
    const respell = respelling({ don: 'x', joe: 'y', eau: 'z', s: 'q', t: 'q' });
    expect(respell('don’t, Joe’s, Joe’ll, Don’s, l’eau, the Joes’')).toBe(
      'don’t, y’s, y’ll, x’s, l’z, the Joes’',
    );
  });

  it('takes entries that begin or end with a sign', () => {
    const respell = respelling({ '&': 'and', 'Co.': 'Company', 'C++': 'C plus plus' });
    expect(respell('Marsh & Co. write C++.')).toBe('Marsh and Company write C plus plus.');
    expect(respelling({ "'em": 'them', '[x]-y/z|': 'q' })('Get ’em [X]-y/z|')).toBe('Get them q');
  });

  it('takes any white space within a phrase', () => {
    expect(respelling({ 'le  bihan': 'X' })('Le\u00a0 Bihan, le\nbihan')).toBe('X, X');
  });

  it('puts the entry in as it stands', () => {
    expect(respelling({ cost: '$& $1' })('The cost.')).toBe('The $& $1.');
  });

  it('returns a text without an entry untouched', () => {
    const respell = respelling({ Pip: 'Pipp' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('Pip'));
        expect(respell(text)).toBe(text);
      }),
    );
    expect(respelling({})('Pip')).toBe('Pip');
  });

  it('replaces exactly the words that a slow search finds', () => {
    const word = fc.constantFrom('ab', 'a', 'b', 'abc', 'Ab', 'c', 'é');
    fc.assert(
      fc.property(fc.array(word), word, (words, entry) => {
        const matches = (found: string) =>
          found === entry || (entry === entry.toLowerCase() && found.toLowerCase() === entry);
        const expected = words.map((found) => (matches(found) ? 'X!' : found)).join(' ');
        expect(respelling({ [entry]: 'X!' })(words.join(' '))).toBe(expected);
      }),
    );
  });

  it('tells which entries were put in, as they are written', () => {
    const told: string[] = [];
    const lexicon = { 'Le  Bihan': 'a', 'le bihan': 'b', oven: 'c', ovens: 'd' };
    respelling(lexicon, (written) => told.push(written))('Le Bihan met an OVEN and le Bihan.');
    expect(told).toEqual(['Le  Bihan', 'oven', 'le bihan']);
  });

  it('is as fast with a thousand entries over a megabyte', () => {
    const entries = Array.from({ length: 1_000 }, (_, at) => [`word${at} of${at % 7}`, `w${at}`]);
    const respell = respelling(Object.fromEntries(entries));
    const line = 'The word12 of5 was word999 of5, and nobody had written it down before noon. ';
    const started = performance.now();
    const spoken = respell(line.repeat(14_000));
    expect(spoken.startsWith('The w12 was w999, and')).toBe(true);
    expect(performance.now() - started).toBeLessThan(6_000);
  });
});
