import { describe, expect, it } from 'vitest';
import { isNamedChapter, isOpeningPage, leftOutPage } from './page-names.ts';

describe('leftOutPage()', () => {
  it('knows pages that are not the book’s by their names', () => {
    const names = [
      'CONTENTS.',
      'Table des matières',
      'Indhold',
      'Title Page',
      'Half-title',
      'Colophon',
    ];
    expect(names.map(leftOutPage)).toEqual([
      'table of contents page',
      'table of contents page',
      'table of contents page',
      'title page',
      'half title page',
      'colophon',
    ]);
  });

  it('takes no chapter for one of them', () => {
    const names = ['The Contents of the Box', 'An Index of Sins', 'Covers', 'The Title', ''];
    expect(names.map(leftOutPage)).toEqual(Array(5).fill(undefined));
  });
});

describe('isNamedChapter()', () => {
  it('knows chapters that are named and not numbered', () => {
    expect(['CONCLUSION', 'Épilogue', 'The Preface', 'Forord'].every(isNamedChapter)).toBe(true);
    expect(['Concluding', 'Preface to War', 'II'].some(isNamedChapter)).toBe(false);
  });
});

describe('isOpeningPage()', () => {
  it('knows epigraphs', () => {
    expect(['Epigraph', 'Épigraphe', 'Preface'].map(isOpeningPage)).toEqual([true, true, false]);
  });
});
