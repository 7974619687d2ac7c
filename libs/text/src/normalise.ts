import { parseCanonicalRoman } from './import/numerals.ts';

/**
 * What is spoken of a segment's text: a reader's text made into one that engines read well.
 *
 * Characters that are not seen go (soft hyphens, zero-width spaces), and so does stray markup
 * (`*`, `_`, `|`, `\`), which espeak-ng reads out. Dots in a row become `…`; dashes of every kind
 * between words become ` — `, because espeak-ng pauses only at a dash with spaces. In a heading a
 * Roman numeral that counts becomes digits ("Chapter IV", "Chapitre XII", "II. The road"), since
 * it is read "Roman four" otherwise; a number word ("CHAPITRE DIX") stays. Numbers, dates and
 * abbreviations are left to the engine.
 *
 * No letter or digit is dropped, and normalising twice changes nothing.
 */
export function normalise(text: string, { heading = false }: { heading?: boolean } = {}): string {
  const visible = text
    .replace(unseen, '')
    .replace(/(?<=[\p{L}\p{N}])[*_|\\]*_[*_|\\]*(?=[\p{L}\p{N}])/gu, ' ')
    .replace(/(?<=\d)[*|\\]+(?=\d)/g, ' ')
    .replace(/[*_|\\]+/g, '')
    .normalize('NFC');
  const marked = dashes(ellipses(visible.replace(/\s+/g, ' ').trim()));
  return (heading ? numberHeading(marked) : marked).trim();
}

/** Soft hyphen, zero-width space, word joiner, byte order mark, marks of direction. */
const unseen = /[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function ellipses(text: string): string {
  return text.replace(/[.…](?: ?[.…])*/g, (dots) => {
    const isEllipsis = dots.includes('…') || dots.replaceAll(' ', '').length >= 3;
    return isEllipsis ? '…' : dots;
  });
}

function dashes(text: string): string {
  return text
    .replace(/ ?[-–—―](?: ?[-–—―])* ?/g, (dash, at: number) => {
      const opens = dash.startsWith(' ') || at === 0;
      const ends = dash.endsWith(' ') || at + dash.length === text.length;
      return /^ ?[-–] ?$/.test(dash) && !(opens && ends) ? dash : ' — ';
    })
    .replace(/ — (?=[”’»)\].,;:!?…])/g, ' —')
    .replace(/(?<=[“‘«([¡¿]) — /g, '— ')
    .trim();
}

/** Words that headings count with, in the languages of the importer. */
const counted =
  'chapter|chapitre|kapitel|kapittel|capítulo|capitolo|hoofdstuk|part|partie|parte|teil|del|deel|book|livre|buch|bog|libro|volume|tome|band|bind|act|acte|akt|scene|scène|canto|chant|letter|lettre|brev';
const countedNumeral = new RegExp(`^((?:${counted}) )([IVXLCDM]+)(?![\\p{L}\\p{N}])`, 'iu');
/** Alone, or in front of a title; single letters other than I, V and X are initials. */
const loneNumeral = /^()([IVX]|[IVXLCDM]{2,})(?=[.:)]? *$|[.:)] | — )/u;

function numberHeading(text: string): string {
  const pattern = countedNumeral.test(text) ? countedNumeral : loneNumeral;
  return text.replace(pattern, (whole, before: string, numeral: string) => {
    const number = /^[IVXLCDM]+$|^[ivxl]{2,}$/.test(numeral)
      ? parseCanonicalRoman(numeral)
      : undefined;
    return number === undefined ? whole : `${before}${number}`;
  });
}
