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

  it.each([
    [
      'title page',
      'Page de titre, Titelblad, Titelblatt, Portada, Frontespizio, Titelpagina, Titelsida, Tittelside',
    ],
    [
      'copyright page',
      'Copyright, Mentions légales, Rettigheder, Urheberrecht, Créditos, Note legali, Auteursrecht, Upphovsrätt, Rettigheter',
    ],
    ['colophon', 'Colophon, Achevé d’imprimer, Kolofon, Colofón, Finito di stampare'],
    [
      'table of contents page',
      'Contents, Sommaire, Indholdsfortegnelse, Inhaltsverzeichnis, Índice, Sommario, Inhoudsopgave, Innehåll, Innhold',
    ],
    [
      'dedication',
      'Dedication, Dédicace, Tilegnelse, Widmung, Dedicatoria, Dedica, Opdracht, Tillägnan, Tillegnelse',
    ],
    [
      'index',
      'Index, Register, Sachregister, Índice alfabético, Indice analitico, Stikordsregister, Sakregister, Stikkordregister',
    ],
  ])('knows a %s in nine languages', (kind, names) => {
    expect(names.split(', ').map(leftOutPage)).toEqual(names.split(', ').map(() => kind));
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
