import { parseCanonicalRoman } from '../import/numerals.ts';
import type { SpokenLanguage, SpokenRule } from './spoken-language.ts';

/** Words that headings count with, in the languages of the importer. */
const counted =
  'chapter|chapitre|kapitel|kapittel|capítulo|capitolo|hoofdstuk|part|partie|parte|teil|del|deel|book|livre|buch|bog|libro|volume|tome|band|bind|act|acte|akt|scene|scène|canto|chant|letter|lettre|brev';
const countedNumeral = new RegExp(
  `^(?<word>(?i:${counted}) )(?<counted>[IVXLCDMivxl]+)(?![\\p{L}\\p{N}])`,
  'u',
);
/** Alone, or in front of a title; single letters other than I, V and X are initials. */
const loneNumeral = /^(?<lone>[IVX]|[IVXLCDM]{2,})(?=[.:)]? *$|[.:)] | — )/u;

/** "Chapter IV", "II. The road": read "Roman four" otherwise. Number words stay ("CHAPITRE DIX"). */
const numberedHeading: SpokenRule = {
  name: 'numbered heading',
  holds: /[IVXLCDMivxl]/,
  pattern: new RegExp(`${countedNumeral.source}|${loneNumeral.source}`, 'gu'),
  say({ groups }, { heading }) {
    const numeral = groups?.counted ?? groups?.lone ?? '';
    const isNumeral = heading && /^[IVXLCDM]+$|^[ivxl]{2,}$/.test(numeral);
    const number = isNumeral ? parseCanonicalRoman(numeral) : undefined;
    return number === undefined ? undefined : `${groups?.word ?? ''}${number}`;
  },
};

/** For languages without rules of their own: all but headings is left to the engine. */
export const fallbackLanguage: SpokenLanguage = { tags: ['und'], rules: [numberedHeading] };
