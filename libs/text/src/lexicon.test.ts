import type { Lexicon } from '@audiobook/model/lexicon';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternProblem } from './lexicon/pattern-finder.ts';
import { compileLexicon, type LexiconUse } from './lexicon.ts';
import { SettledText } from './normalise/settled-text.ts';
import { normalise } from './normalise.ts';

interface Setting {
  shared?: Lexicon;
  language?: string;
  onUse?: (use: LexiconUse) => void;
}

/** A text with the entries of a lexicon put in. */
function respelling(
  book: Lexicon,
  { shared = {}, language = 'en-GB', onUse }: Setting = {},
): (text: string) => string {
  const find = compileLexicon({ book, shared, language }, onUse);
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

  it('takes dashes and dots as text.md has them', () => {
    const lexicon = compileLexicon({
      book: { 'M——': 'Mallory', 'B——shire': 'Bordshire', 'Oh...': 'Oh, well' },
      language: 'en-GB',
    });
    const spoken = normalise('Mr. M—— of B——shire said: Oh...', { language: 'en-GB', lexicon });
    expect(spoken).toBe('Mister Mallory of Bordshire said: Oh, well');
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
    expect(respelling({ "'em": 'them', '[x]-y/z)': 'q' })('Get ’em [X]-y/z)')).toBe('Get them q');
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
    respelling(lexicon, { onUse: ({ match }) => told.push(match.reading.written) })(
      'Le Bihan met an OVEN and le Bihan.',
    );
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

describe('a lexicon’s readings', () => {
  it('match by the case that they name, whatever their own', () => {
    expect(respelling({ it: { say: 'I.T.', case: 'exact' } })('It is it.')).toBe('It is I.T..');
    expect(respelling({ NATO: { say: 'Naytoe', case: 'any' } })('Nato, NATO')).toBe(
      'Naytoe, Naytoe',
    );
  });

  it('are of a language and all that its tag begins', () => {
    const lexicon: Lexicon = {
      Jean: [
        { say: 'Jeen', language: 'en' },
        { say: 'Djeen', language: 'en-US' },
        { say: 'Jan', language: 'fr' },
      ],
    };
    const inLanguage = (language: string) => respelling(lexicon, { language })('Jean');
    expect(['en', 'en-GB', 'en-US', 'fr-CA', 'da', 'enm'].map(inLanguage)).toEqual([
      ...['Jeen', 'Jeen', 'Djeen', 'Jan', 'Jean', 'Jean'],
    ]);
  });

  it('of the book win over shared ones, longer ones too, and what they leave is shared’s', () => {
    const shared = { 'Miss Havisham': 'Miss Shared', Pip: 'Shared', 'Joe G': 'x' };
    const respell = respelling({ Havisham: 'Own', pip: 'Own' }, { shared });
    expect(respell('Miss Havisham, Pip and Joe G.')).toBe('Miss Own, Own and x.');
    const told: string[] = [];
    const onUse = ({ owner, text }: LexiconUse) => told.push(`${owner}: ${text}`);
    expect(respelling({ a: 'b' }, { shared: { b: 'c' }, onUse })('b a')).toBe('c b');
    expect(told).toEqual(['book: a', 'shared: b']);
  });
});

describe('a lexicon’s patterns', () => {
  const pattern = (say: string, more = {}) => ({ say, pattern: true, ...more });

  it('put their groups in, by number and by name', () => {
    const respell = respelling({
      '(\\d+)lb': pattern('$1 pounds'),
      'Mac(?<clan>\\p{Lu}\\p{L}+)': pattern('Mac $<clan>'),
      '£(\\d+)m': pattern('$1 million $$, $&'),
    });
    expect(respell('A 12lb salmon for MacDuff, £3m, 12lbs and 5LB.')).toBe(
      'A 12 pounds salmon for Mac Duff, 3 million $, £3m, 12lbs and 5 pounds.',
    );
  });

  it('match whole words, as words do, unless they say otherwise', () => {
    const respell = respelling({ 'ston(e)?': pattern('x'), 's|t|don': pattern('q') });
    expect(respell('stone, stones, milestone, ston’s, Joe’s, don’t')).toBe(
      'x, stones, milestone, x’s, Joe’s, don’t',
    );
    const within = respelling({
      '(\\p{L}+)shire': pattern('$1sher', { whole: false }),
      '°C': pattern(' degrees', { whole: false }),
    });
    expect(within('Berkshires, 20°C')).toBe('Berkshers, 20 degrees'.replace('20 ', '20'));
  });

  it('have any case where all their letters are small, those of classes and groups apart', () => {
    expect(respelling({ 'col(?<A>\\w)nel': pattern('k$<A>') })('COLONEL')).toBe('kO');
    expect(respelling({ '(\\p{L})x\\B.': pattern('$1') })('AXY')).toBe('A');
    expect(respelling({ '\\p{Lu}y': pattern('q') })('My my')).toBe('q my');
  });

  it('are tried again behind what another entry took', () => {
    const respell = respelling({ 'a b': 'one', '\\p{L} \\p{L}': pattern('two') });
    expect(respell('a b c d 𝒳 é')).toBe('one two two');
    expect(respelling({ 'b c': 'x' }, { shared: { '\\p{L}': pattern('y') } })('a b c d')).toBe(
      'y x y',
    );
  });

  it('lose to a word of the same text, and both are told', () => {
    const told: string[] = [];
    const onUse = ({ match, rivals, text }: LexiconUse) =>
      told.push([text, match.reading.written, ...rivals.map(({ written }) => written)].join(' '));
    const lexicon = { 'n\\p{L}+': pattern('x'), nine: 'y', 'ni(n)e': pattern('y') };
    expect(respelling(lexicon, { onUse })('nine noon')).toBe('y x');
    expect(told).toEqual(['nine nine n\\p{L}+', 'noon n\\p{L}+']);
  });

  it('take all apostrophes for one', () => {
    expect(respelling({ "(\\p{L}+)in'": pattern('$1ing') })("Goin’ huntin' now")).toBe(
      'Going hunting now',
    );
  });

  it('end in a time that grows with the text, whatever they are', () => {
    const evil = respelling({ '(a+)+(a|aa)*b': pattern('x') });
    const started = performance.now();
    expect(evil('a'.repeat(20_000))).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it.each([
    ['a(b', 'x', 'is no regular expression: missing closing ): a(b'],
    ['a)|(b', 'x', 'is no regular expression: unexpected ): a)|(b'],
    ['a(?=b)', 'x', 'looks ahead or behind, which no pattern here can'],
    ['(?<!a)b', 'x', 'looks ahead or behind, which no pattern here can'],
    ['(a)\\1', 'x', 'refers back to a group, which no pattern here can'],
    ['a*', 'x', 'matches where there is no text'],
    ['(a)b', '$2', 'has no group for the $2 of "say"'],
    ['(?<n>a)b', '$<m>', 'has no group for the $<m> of "say"'],
    ['(\\p{L}{900}|b{900}){1}'.repeat(9), 'x', 'counts too far, or is too long'],
    ['(?<n>a)(b)?', '$1 $<n> $2 $& $$ $x', undefined],
  ])('say what is wrong with them: %s', (written, say, problem) => {
    expect(patternProblem(written, say)).toBe(problem);
  });
});
