import type { SpokenRule } from '../spoken-language.ts';
import { genderAhead } from './gender.ts';
import { cardinal, type Gender } from './number-words.ts';
import { fractionPart } from './ordinal-words.ts';

const signs: Readonly<Record<string, readonly [number, number]>> = {
  ...{ '½': [1, 2], '⅓': [1, 3], '⅔': [2, 3], '¼': [1, 4], '¾': [3, 4], '⅕': [1, 5], '⅖': [2, 5] },
  ...{ '⅗': [3, 5], '⅘': [4, 5], '⅙': [1, 6], '⅚': [5, 6], '⅛': [1, 8], '⅜': [3, 8], '⅝': [5, 8] },
  ...{ '⅞': [7, 8] },
};

/** "en halv", "et halvt" in front of a neuter noun, "to tredjedele". */
function fractionWords(over: number, under: number, gender: Gender): string {
  if (under === 2) return gender === 'neuter' ? 'et halvt' : 'en halv';
  return `${cardinal(over)} ${fractionPart(under, over === 1)}`;
}

/** One and a half has a word of its own, "halvanden", which agrees: "halvandet år". */
function mixed(whole: number, over: number, under: number, gender: Gender): string {
  if (whole === 1 && under === 2) return gender === 'neuter' ? 'halvandet' : 'halvanden';
  return `${cardinal(whole, under === 2 ? gender : 'common')} og ${fractionWords(over, under, gender)}`;
}

function isFraction(over: number, under: number): boolean {
  return over > 0 && over < under && (under <= 20 || under === 100 || under === 1_000);
}

/** "½", "2½", "1/2", "2 1/2", "3/4 mil". */
const fraction: SpokenRule = {
  name: 'fraction',
  holds: /[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|\d\/\d/,
  pattern:
    /(?<![\p{L}\p{N}.,/-])(?:(?<whole>\d{1,3}) ?(?=[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]| (?:1\/[2-8]|2\/3|3\/4)(?!\d)|(?<= )\d\/))?(?:(?<sign>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])|(?<over>\d{1,2})\/(?<under>\d{1,4})(?![.,-]\d))(?![\p{L}\p{N}/]|[.@]\p{L})/gu,
  say(match) {
    const { whole, sign, over: top, under: bottom } = match.groups ?? {};
    const [over, under] = signs[sign ?? ''] ?? [Number(top), Number(bottom)];
    if (!isFraction(over, under)) return undefined;
    const gender = genderAhead(match.input, match.index + match[0].length) ?? 'common';
    if (whole === undefined || whole === '0') return fractionWords(over, under, gender);
    return mixed(Number(whole), over, under, gender);
  },
};

export const fractions: readonly SpokenRule[] = [fraction];
