import { describe, expect, it } from 'vitest';
import { detectLanguage, languageNamed } from './languages.ts';

describe('detectLanguage()', () => {
  it.each([
    [
      'en',
      'The last ferry left at nine, and she was not on it, for it was late and the rain fell.',
    ],
    [
      'fr',
      'Le dernier bac est parti à neuf heures et elle est restée sur le quai avec les autres.',
    ],
    [
      'da',
      'Den sidste færge sejlede klokken ni, og hun var ikke med, for det var sent og han kom ikke.',
    ],
    [
      'de',
      'Die letzte Fähre fuhr um neun, und sie war nicht darauf, denn es war spät und der Regen fiel.',
    ],
    [
      'es',
      'El último barco salió a las nueve y ella no estaba, pero los otros se fueron con el capitán.',
    ],
    ['ja', '最後の船は九時に出た。彼女はそこにいなかった。'],
    ['nb', 'Den siste fergen gikk klokken ni, og hun var ikke med, for det var sent og mørkt ute.'],
    ['pl', 'Ostatni prom odpłynął o dziewiątej, a ona nie była na nim, bo padał deszcz.'],
    ['ru', 'Последний паром ушёл в девять, и её на нём не было.'],
  ])('knows %s', async (tag, text) => {
    expect(await detectLanguage(text)).toBe(tag);
  });

  it('says nothing where nothing speaks for a language', async () => {
    expect(await detectLanguage('')).toBeUndefined();
    expect(await detectLanguage('zzz qqq 17')).toBeUndefined();
  });
});

describe('languageNamed()', () => {
  it('knows names in English and in the language itself', () => {
    expect(['English', 'français', 'Danish (1890)', 'Klingon', ''].map(languageNamed)).toEqual([
      'en',
      'fr',
      'da',
      undefined,
      undefined,
    ]);
  });
});
