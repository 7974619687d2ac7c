import { toCardinal as british } from 'n2words/en-GB';
import { toCardinal as american } from 'n2words/en-US';
import type { SpokenSetting } from '../spoken-language.ts';
import { isAmerican } from './variety.ts';

/** The longest figure that is said as one number: hundreds of trillions. */
const longest = 15;

/**
 * A whole number in words: "one hundred and one", and "one hundred one" in the United States. From
 * n2words, whose cardinals are right in both; its British ordinals lack the "and", so they are made here.
 */
export function cardinal(number: number, setting: SpokenSetting): string {
  return isAmerican(setting) ? american(number) : british(number);
}

const irregular: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

/** "twenty-first", "one hundred and first". */
export function ordinal(number: number, setting: SpokenSetting): string {
  return cardinal(number, setting).replace(/[a-z]+$/, (last) => {
    return irregular[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  });
}

/** Names of the digits; 0 is "oh" in telephone and room numbers. */
const digitNames = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Digits one by one; all else is passed over. */
export function digitByDigit(digits: string, zero = 'zero'): string {
  const names = Array.from(digits.replace(/\D/g, ''), (digit) => digitNames[Number(digit)]);
  return names.map((name) => (name === 'zero' ? zero : name)).join(' ');
}

/**
 * A figure as written ("14,000", "3.14", ".5", "007") in words. Figures that begin with a zero, and those
 * too long to follow, are said digit by digit.
 */
export function numberWords(figure: string, setting: SpokenSetting): string {
  const [whole = '', decimals] = figure.replace(/,/g, '').split('.');
  const isCode = whole.length > longest || (whole.length > 1 && whole.startsWith('0'));
  const integer = isCode ? digitByDigit(whole) : whole && cardinal(Number(whole), setting);
  return decimals === undefined ? integer : `${integer} point ${digitByDigit(decimals)}`.trim();
}

/**
 * A year from 1000 to 2099: "nineteen fourteen", "nineteen oh five", "nineteen hundred"; "two thousand
 * and one", but "twenty ten".
 */
export function yearWords(year: number, setting: SpokenSetting): string {
  const century = Math.floor(year / 100);
  const rest = year % 100;
  if (century % 10 === 0 && rest < 10) return cardinal(year, setting);
  return `${cardinal(century, setting)} ${rest === 0 ? 'hundred' : twoDigits(rest, setting)}`;
}

/** The last two digits of a year, or the minutes of an hour: "oh five". */
export function twoDigits(number: number, setting: SpokenSetting): string {
  return number < 10 ? `oh ${cardinal(number, setting)}` : cardinal(number, setting);
}

/** "nineties", "hundreds", "sixes". */
export function pluralOf(words: string): string {
  if (words.endsWith('y')) return `${words.slice(0, -1)}ies`;
  if (words.endsWith('half')) return `${words.slice(0, -1)}ves`;
  return words.endsWith('x') ? `${words}es` : `${words}s`;
}
