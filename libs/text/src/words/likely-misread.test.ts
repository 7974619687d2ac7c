import type { Lexicon } from '@audiobook/model/lexicon';
import { describe, expect, test } from 'vitest';
import { type ChapterOptions, checkedChapter } from '../checks/testing.ts';
import { compileLexicon } from '../lexicon.ts';
import { likelyMisread } from './likely-misread.ts';
import { type WordList, wordKnown } from './word-list.ts';

const listOf = (words: string): WordList => new Set(words.split(' '));
const english = listOf(
  "the lamp was lit by and said is it who came to at ship shut London Joe he not for don't 'tis",
);
const french = listOf('velours lampe');

interface Setting extends ChapterOptions {
  lexicon?: Lexicon;
  own?: WordList | undefined;
}

/** What is told of chapters, as "kind word count", those first that matter most. */
function toldOf(sources: string[], { lexicon = {}, language = 'en', ...setting }: Setting = {}) {
  const own = 'own' in setting ? setting.own : english;
  const chapters = sources.map((source) => checkedChapter(source, { language, ...setting }));
  const find = compileLexicon({ book: lexicon, language });
  return likelyMisread(chapters, { language, own, others: [french], lexicon: find });
}

const brief = (...told: Parameters<typeof toldOf>) =>
  toldOf(...told).map(({ kind, word, count }) => `${kind}: ${word} ${count}`);

describe('likelyMisread()', () => {
  test('tells names, foreign words and rare spellings, counted, those first that matter most', () => {
    const source =
      'The lamp was lit by Pellew. “Who lit it?” said Joe.\n\nIt was Pellew’s ship, and velours was *shmooth*. He lit the trinkel. London.';
    expect(brief([source, 'He said Pellew lit it.'])).toEqual([
      'name: Pellew 3',
      'foreign: shmooth 1',
      'foreign: velours 1',
      'rare: trinkel 1',
      'common name: Joe 1',
    ]);
  });

  test('says where a word first stands', () => {
    const [first] = toldOf(['The lamp.', '# The lamp\n\nIt was *not* lit\nby Pellew.']);
    expect(first?.first).toEqual({ chapter: 1, at: 32, context: 'It was not lit by Pellew.' });
  });

  test('takes no capital for a name where a sentence or a heading begins, or all shout', () => {
    const source = '# The Trinkel\n\nTrinkel lit it. “Trinkel!” he said: “TRINKEL”.';
    expect(brief([source])).toEqual(['rare: Trinkel 4']);
    expect(brief(['He came to Mr. Trinkel. It was lit.'])).toEqual(['name: Trinkel 1']);
  });

  test('leaves out what the lexicon and corrections read, and what rules say in other words', () => {
    const source = 'He came to Pellew, Mr. Joe and Lanty.';
    expect(brief([source], { lexicon: { Pellew: 'Pelloo', Joe: 'x', Lanty: 'y' } })).toEqual([]);
    expect(brief([source], { spoken: () => 'He came.' })).toEqual([]);
  });

  test('knows words with clitics, elisions, apostrophes of both kinds, days and numerals', () => {
    expect(
      brief(["Don't, don’t, ’tis, Joe’s, London’s. He came on Monday."], {
        own: listOf("don't 'tis joe london he came on"),
      }),
    ).toEqual([]);
    const own = listOf('eau lampe la de');
    expect(brief(['L’eau de la lampe, chapitre XIV.'], { own, language: 'fr' })).toEqual([
      'rare: chapitre 1',
    ]);
  });

  test('tells what is left of abbreviations and figures', () => {
    const reading = {
      abbreviations: () => new Set(['xq']),
      figures: () => [{ pattern: /\d+th/g, otherwise: 'it is spelt' }],
    };
    expect(
      brief(['The xq. lit it, not the 9th or 12 for the 9th.'], {
        reading,
        language: 'nl',
        own: undefined,
      }),
    ).toEqual(['figure: 9th 2', 'abbreviation: xq. 1']);
  });

  test('without a dictionary tells names and other scripts alone; of German no capitals', () => {
    const source = 'De lamp van Vantongeren was Москва. En de xyzzy.';
    const told = ['foreign: Москва 1', 'name: Vantongeren 1'];
    expect(brief([source], { language: 'nl', own: undefined })).toEqual(told);
    expect(brief([source], { language: 'de', own: undefined })).toEqual(told.slice(0, 1));
  });
});

describe('wordKnown()', () => {
  test('knows older spellings and words that are two, where a language has them', () => {
    const danish = wordKnown(listOf('gå kærlighed konge datter drøm Anna'), 'da');
    expect(
      ['gaa', 'Kjærlighed', 'kongedatter', 'Kongesdatter', 'Annas', 'drömme'].map(danish),
    ).toEqual([...['word', 'older spelling', 'word', 'word', 'name', undefined]]);
    expect(wordKnown(listOf('konge datter'), 'en')('kongedatter')).toBeUndefined();
    expect(wordKnown(listOf('poète œuvre'), 'fr')('poëte')).toBe('older spelling');
    expect(wordKnown(listOf('poète œuvre'), 'fr')('Oeuvre')).toBe('word');
  });
});
