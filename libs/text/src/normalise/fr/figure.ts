import { type Agreement, cardinal } from './number-words.ts';

/**
 * A number in figures, for patterns: in groups of three (12 000, 25.000), with decimals or without.
 * In front of it `notInNumber` belongs, so that it starts with its first digit.
 */
export const figure = String.raw`(?:\d{1,3}(?:[ .]\d{3})+(?!\d|\.\d)(?:,\d+(?!\d))?|\d{1,3}(?:,\d{3}){2,}(?!\d|,\d)|\d+(?:,\d+)?)`;

/** What may not stand in front of a number that is to be said alone. */
export const notInNumber = String.raw`(?<![\p{L}\p{N}_/°.,:]|[\p{L}\d][-–])`;

/** A number as it is written, taken apart. */
export interface ReadFigure {
  /** Digits of the whole part. */
  whole: string;
  /** Digits behind the comma; empty without. */
  decimals: string;
}

/**
 * Takes a number apart. A comma is a decimal comma, but for the thousands of old prints: "12,000
 * hectares", "2,500 francs"; nobody writes three decimals that end in a zero.
 */
export function readFigure(written: string): ReadFigure {
  if (/^[1-9]\d{0,2}(?:,\d{3}){2,}$|^[1-9]\d{0,2},\d\d0$/.test(written)) {
    return { whole: written.replaceAll(',', ''), decimals: '' };
  }
  const [whole = '', decimals = ''] = written.split(',');
  return { whole: whole.replace(/[ .]/g, ''), decimals };
}

/** A number in words; what is behind the comma is read as a number too, up to three digits. */
export function sayFigure({ whole, decimals }: ReadFigure, agreement: Agreement = {}): string {
  if (decimals === '') return cardinal(whole, agreement);
  const parts =
    decimals.length > 3
      ? [...decimals].map((digit) => cardinal(digit))
      : [decimals].map((all) => cardinal(all));
  return `${cardinal(whole)} virgule ${parts.join(' ')}`;
}

/** Plural begins with two in French: "1,5 mètre" has none. */
export function isPlural({ whole }: ReadFigure): boolean {
  return whole.length > 1 ? Number(whole) >= 2 : whole >= '2';
}

/** A number and the noun that it counts: "deux millions de francs", "un million d'euros". */
export function sayCount(
  number: ReadFigure,
  { singular, plural, feminine }: { singular: string; plural: string; feminine?: boolean },
): string {
  const noun = isPlural(number) ? plural : singular;
  return `${sayFigure(number, { feminine })}${linkTo(number, noun)}${noun}`;
}

/** Million and milliard are nouns: what they count follows with de. */
export function linkTo({ whole, decimals }: ReadFigure, noun: string): string {
  if (decimals !== '' || !/^[1-9]\d*0{6}$/.test(whole)) return ' ';
  return /^[aeiouyàâéèêîôûœæh]/i.test(noun) ? ' d’' : ' de ';
}
