import { describe, expect, test } from 'vitest';
import { engineCatalogue } from '../engine-catalogue.ts';
import { readingOf } from './engine-reading.ts';

const figuresIn = (engine: string, language: string, text: string) =>
  readingOf(engine)
    .figures(language)
    .flatMap(({ pattern }) => text.match(pattern) ?? []);

describe('readingOf()', () => {
  test('knows how each built-in engine reads', () => {
    for (const engine of engineCatalogue.keys()) {
      expect(readingOf(engine)).not.toBe(readingOf('no-such-engine'));
    }
  });

  test('finds the figures that espeak-ng misreads, and lets the others pass', () => {
    const owed =
      'He owed £1,250, and $4.50; 3s. 6d. and 9d. in 1874–75: 1/2 of 5 %, the 31st, 10:30.';
    expect(figuresIn('espeak-ng', 'en-GB', owed)).toEqual([
      '£1,250',
      '$4.50',
      '3s. 6d.',
      '9d.',
      '1/2',
      '1874–75',
    ]);
    expect(figuresIn('espeak-ng', 'fr', 'Le 1er et le 2e, en 1815.')).toEqual(['2e']);
    expect(figuresIn('espeak-ng', 'sv', owed)).toEqual([]);
  });

  test('has limits for models, and none for espeak-ng', () => {
    const { shortest, longest } = readingOf('chatterbox');
    expect([shortest?.letters, longest?.characters]).toEqual([4, 300]);
    expect(readingOf('espeak-ng').longest).toBeUndefined();
  });

  test('finds all figures for Chatterbox, but for those of English', () => {
    expect(figuresIn('chatterbox', 'fr', 'En 1815, 2,5 fois.')).toEqual(['1815', '2,5']);
    expect(figuresIn('chatterbox', 'en-GB', 'In 1815.')).toEqual([]);
  });

  test('knows abbreviations by the language, whatever its region', () => {
    expect(readingOf('espeak-ng').abbreviations('en-GB').has('capt')).toBe(true);
    expect(readingOf('espeak-ng').abbreviations('fr').has('capt')).toBe(false);
    expect(readingOf('espeak-ng').abbreviations('ja').size).toBe(0);
  });

  test('knows words that are spelt in capitals, which Chatterbox’s tokenizer makes small', () => {
    const { pattern } = readingOf('espeak-ng').capitals?.('en-GB') ?? {};
    expect(pattern?.test('GIVE IT BACK')).toBe(true);
    expect(pattern?.test('EVERY LONG WORD')).toBe(false);
    expect(readingOf('kokoro').capitals?.('en')).toBeDefined();
    expect(readingOf('espeak-ng').capitals?.('de')).toBeUndefined();
    expect(readingOf('chatterbox').capitals?.('en')).toBeUndefined();
  });

  test('tells a preset’s language where its name says it', () => {
    expect(readingOf('kokoro').presetLanguage?.('bf_emma')).toBe('en-GB');
    expect(readingOf('kokoro').presetLanguage?.('bella')).toBeUndefined();
    expect(readingOf('espeak-ng').presetLanguage?.('f3')).toBeUndefined();
  });
});
