import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { after } from './around-match.ts';
import { cardinal, numberWords, ordinal, pluralOf } from './number-words.ts';

const signs: Readonly<Record<string, readonly [number, number]>> = {
  '½': [1, 2],
  '⅓': [1, 3],
  '⅔': [2, 3],
  '¼': [1, 4],
  '¾': [3, 4],
  '⅕': [1, 5],
  '⅖': [2, 5],
  '⅗': [3, 5],
  '⅘': [4, 5],
  '⅙': [1, 6],
  '⅚': [5, 6],
  '⅛': [1, 8],
  '⅜': [3, 8],
  '⅝': [5, 8],
  '⅞': [7, 8],
};
const sign = `[${Object.keys(signs).join('')}]`;

/** Denominators that measures and cooking have; others are more often a score, a date or a code. */
const denominators = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100, 1000]);

/** "½", "4½". */
const fractionSign: SpokenRule = {
  name: 'fraction in one sign',
  holds: new RegExp(sign, 'u'),
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.,/])(?:(?<whole>\\d[\\d,]*) ?)?(?<sign>${sign})(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  say(match, setting) {
    const { whole, sign: written = '' } = match.groups ?? {};
    const [top, bottom] = signs[written] ?? [1, 2];
    return mixed({ match, whole, top, bottom }, setting);
  },
};

/** "1/2", "1 1/2", "5/8", "1/10th"; "50/50" is said as a pair. */
const slashFraction: SpokenRule = {
  name: 'fraction with a stroke',
  holds: /\d[/⁄]\d/,
  pattern:
    /(?<![\p{L}\p{N}£$€.,:/⁄–-])(?:(?<whole>\d{1,3}) )?(?<top>\d{1,2})[/⁄](?<bottom>\d{1,4})(?:ths?|rds?)?(?![\p{L}\p{N}/⁄–]|-(?!\p{Ll})|[.,:]\d)/gu,
  say(match, setting) {
    const { whole } = match.groups ?? {};
    const [top, bottom] = [Number(match.groups?.top), Number(match.groups?.bottom)];
    const all = Object.hasOwn(fixed, match[0]) ? fixed[match[0]] : undefined;
    if (all !== undefined) return all;
    if (top === bottom && top > 9) return `${cardinal(top, setting)}-${cardinal(top, setting)}`;
    if (top === 0 || top >= bottom || !denominators.has(bottom)) return undefined;
    return mixed({ match, whole, top, bottom }, setting);
  },
};
const fixed: Readonly<Record<string, string>> = {
  '24/7': 'twenty-four seven',
  '9/11': 'nine eleven',
};

interface Fraction {
  match: RegExpExecArray;
  whole: string | undefined;
  top: number;
  bottom: number;
}

/** What is measured in parts: "3/4 cup", "½ mile". */
const measure =
  /^[ -](?<unit>mile|cup|inch|foot|yard|pint|quart|gallon|litre|hour|minute|second|day|year|pound|ounce|stone|ton|acre|teaspoon|tablespoon|metre|kilometre|dollar)(?!\p{L})/u;

/** "one half", "half a mile", "three quarters of a cup", "four and a half", "a quarter-mile walk". */
function mixed({ match, whole, top, bottom }: Fraction, setting: SpokenSetting): string {
  const name = bottom === 2 ? 'half' : bottom === 4 ? 'quarter' : ordinal(bottom, setting);
  const next = after(match);
  const isHalf = top === 1 && bottom === 2 && whole === undefined;
  if (isHalf && /^ (?:an?|the) /.test(next)) return name;
  const unit = whole === undefined ? measure.exec(next)?.groups?.unit : undefined;
  if (unit !== undefined && next.startsWith('-')) {
    return top === 1 ? name : `${cardinal(top, setting)}-${name}`;
  }
  const article = unit === undefined ? '' : /^(?:[aio]|hour)/.test(unit) ? ' an' : ' a';
  if (isHalf && unit !== undefined) return name + article;
  const one = whole === undefined ? 'one' : /^eight/.test(name) ? 'an' : 'a';
  const part = top === 1 ? `${one} ${name}` : `${cardinal(top, setting)} ${pluralOf(name)}`;
  if (whole === undefined) return unit === undefined ? part : `${part} of${article}`;
  return `${numberWords(whole, setting)} and ${part}`;
}

export const fractions: readonly SpokenRule[] = [fractionSign, slashFraction];
