import { parseRoman } from './import/numerals.ts';

/** Words that a chapter's or part's number follows in headings, in the languages that books come in. */
const divisions =
  'chapter|part|book|volume|act|scene|canto|letter|chapitre|partie|livre|tome|acte|scène|chant|lettre|kapitel|del|bog|bind|akt|teil|buch|band|capítulo|parte|libro|capitolo';

const numbered = new RegExp(
  `(?<=(?<![\\p{L}\\p{N}])(?:${divisions})\\s)[IVXLCDM]+(?![\\p{L}\\p{N}])`,
  'giu',
);

/** A heading that is nothing but its number. */
const bareNumeral = /^[IVXLCDM]+(?=\.?$)/;

/**
 * What an engine is given to say for a segment's text: composed letters (NFC), single spaces, no
 * soft hyphens or zero-width spaces, and in headings the Roman numerals of chapters and parts as digits ("Chapter
 * IV", "XII"), which engines spell out or read as words.
 *
 * Idempotent. Drops no letter and no digit. Numbers, dates and abbreviations are left to the engine.
 */
export function normalise(text: string, { heading }: { heading: boolean }): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\u00AD\u200B\u2060\uFEFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (!heading) return plain;
  return plain.replace(bareNumeral, digits).replace(numbered, digits);
}

function digits(numeral: string): string {
  return String(parseRoman(numeral) ?? numeral);
}
