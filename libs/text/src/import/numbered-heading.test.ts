import { describe, expect, it } from 'vitest';
import { readNumberedHeading } from './numbered-heading.ts';
import { parseNumeral, parseRoman } from './numerals.ts';

describe('readNumberedHeading()', () => {
  it.each([
    ['Chapter I', 'chapter', 1, ''],
    ['CHAPTER 1.', 'chapter', 1, ''],
    ['*** CHAPTER XXI ***', 'chapter', 21, ''],
    ['CHAPTER THE FIRST', 'chapter', 1, ''],
    ['Chapter Twenty-One', 'chapter', 21, ''],
    ['Chapter 1. Mr. Sherlock Holmes', 'chapter', 1, 'Mr. Sherlock Holmes'],
    ['Chapter I.--The Ferry', 'chapter', 1, 'The Ferry'],
    ['CHAPITRE PREMIER', 'chapter', 1, ''],
    ['CHAPITRE VINGT ET UN', 'chapter', 21, ''],
    ['Chapitre II. — Le retour', 'chapter', 2, 'Le retour'],
    ['Kapitel 3', 'chapter', 3, ''],
    ['2. Kapitel: Havnen', 'chapter', 2, 'Havnen'],
    ['Første Kapitel', 'chapter', 1, ''],
    ['PART ONE--The Old Buccaneer', 'part', 1, 'The Old Buccaneer'],
    ['Première partie', 'part', 1, ''],
    ['Erstes Buch', 'part', 1, ''],
    ['VOL. III', 'part', 3, ''],
  ])('reads %j', (line, rank, number, title) => {
    expect(readNumberedHeading(line)).toMatchObject({ rank, number, title });
  });

  it.each([
    'Part of the plan',
    'Part one of the plan was simple.',
    'Book of Job',
    'In 1 part',
    'Chapters change',
    'Letter to Karen',
    '',
  ])('takes %j for no heading', (line) => {
    expect(readNumberedHeading(line)).toBeUndefined();
  });
});

describe('parseNumeral()', () => {
  it('reads digits, Roman numerals and words of several languages', () => {
    const said = ['7', 'xiv', 'Seventeenth', 'vingt-deux', 'soixante-dix', 'ottende', 'zwölfter'];
    expect(said.map(parseNumeral)).toEqual([7, 14, 17, 22, 70, 8, 12]);
    expect(parseNumeral('ferry')).toBeUndefined();
    expect(['DIX', 'DIX-SEPT', 'XIX'].map(parseNumeral)).toEqual([10, 17, 19]);
  });
});

describe('parseRoman()', () => {
  it('reads what printers set, and no words', () => {
    expect(['IV', 'LIX', 'XXXX', 'mcmxi'].map(parseRoman)).toEqual([4, 59, 40, 1911]);
    expect(['', 'IVX', 'VV', 'Iv', 'MIXED'].map(parseRoman)).toEqual(Array(5).fill(undefined));
  });
});
