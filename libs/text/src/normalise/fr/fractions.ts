import type { SpokenRule } from '../spoken-language.ts';
import { textAfter, textBefore } from './around.ts';
import { behindNoun } from './counted-nouns.ts';
import { isFeminine } from './feminine-nouns.ts';
import { notInNumber } from './figure.ts';
import { cardinal, ordinal } from './number-words.ts';

const signs: Readonly<Record<string, readonly [number, number]>> = {
  ...{ '½': [1, 2], '⅓': [1, 3], '⅔': [2, 3], '¼': [1, 4], '¾': [3, 4], '⅕': [1, 5], '⅖': [2, 5] },
  ...{
    '⅗': [3, 5],
    '⅘': [4, 5],
    '⅙': [1, 6],
    '⅚': [5, 6],
    '⅛': [1, 8],
    '⅜': [3, 8],
    '⅝': [5, 8],
    '⅞': [7, 8],
  },
};
const sign = `[${Object.keys(signs).join('')}]`;

/** What halves are one word of: "une demi-heure", "un demi-litre". */
const halved =
  /^ (heure|journée|douzaine|bouteille|lieue|livre|feuille|tasse|litre|kilo|mètre|siècle|verre|tour|jour|l|kg|h|m|km)(?![\p{L}’'])/u;

const short: Readonly<Record<string, string>> = {
  ...{ l: 'litre', kg: 'kilo', h: 'heure', m: 'mètre', km: 'kilomètre' },
};

/** "1/2", "2 1/2", "3/4", "½"; and "12/20" (sur), "1914/15" (years). */
const fraction: SpokenRule = {
  name: 'fraction',
  holds: /[/½⅓⅔¼¾⅕-⅞]/,
  pattern: new RegExp(
    String.raw`(?:${notInNumber}(?:(?<whole>\d{1,4})(?: ?(?<mixed>${sign})| (?<mixedOver>[1-9])/(?<mixedUnder>[2-9]))|(?<over>\d{1,6})/(?<under>\d{1,6})(?:e|è?mes?)?)(?![.,:]\d|\.\p{Ll}|[-–]\d)|(?<![\p{L}\p{N}])(?<sign>${sign})(?!\.\p{Ll}))(?![\p{L}\p{N}/])`,
    'gu',
  ),
  say(match) {
    const {
      whole,
      mixed,
      mixedOver,
      mixedUnder,
      sign: alone,
      over = '',
      under = '',
    } = match.groups ?? {};
    if (under !== '' && behindNoun.test(textBefore(match))) {
      return `${cardinal(over, { rank: true })} sur ${cardinal(under)}`;
    }
    if (whole !== undefined) return mixedNumber(whole, partsOf(mixed, mixedOver, mixedUnder));
    const [upper, lower] = partsOf(alone, over, under);
    const after = textAfter(match);
    const noun = halved.exec(after)?.[1];
    if (upper === 1 && lower === 2) {
      // "3 kilos 1/2": et demi agrees with the noun in front of it.
      const counted =
        /(?:\d|(?:^|[ -])(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)) (\p{L}+) $/u.exec(
          textBefore(match),
        )?.[1];
      if (counted !== undefined)
        return isFeminine(counted) || /^livres?$/.test(counted) ? 'et demie' : 'et demi';
      if (noun !== undefined) return undefined;
      return 'un demi';
    }
    if (/^\d{4}$/.test(over) && under.length === 2)
      return `${cardinal(over, { rank: true })}-${cardinal(under)}`;
    if (/^0|^[1-9]\d{3}$/.test(over) || (alone === undefined && !isFraction(upper, lower))) {
      return `${cardinal(over)} sur ${cardinal(under)}`;
    }
    return `${cardinal(String(upper))} ${part(upper, lower)}`;
  },
};

/** "1/2 heure": une demi-heure. */
const half: SpokenRule = {
  name: 'half of a noun',
  holds: /[/½]/,
  pattern: new RegExp(`(?:${notInNumber}1/2|(?<![\\p{L}\\p{N}])½)${halved.source.slice(1)}`, 'gu'),
  say({ 1: written = '' }) {
    const noun = short[written] ?? written;
    return `${isFeminine(noun) || noun === 'livre' ? 'une' : 'un'} demi-${noun}`;
  },
};

export const fractions: readonly SpokenRule[] = [fraction, half];

function partsOf(written: string | undefined, over = '', under = ''): readonly [number, number] {
  return (written === undefined ? undefined : signs[written]) ?? [Number(over), Number(under)];
}

/** What is read as parts of a whole; "12/20" is a mark. */
function isFraction(over: number, under: number): boolean {
  return over >= 1 && over < under && (under <= 10 || [12, 16, 100, 1000].includes(under));
}

function mixedNumber(whole: string, [over, under]: readonly [number, number]): string {
  if (over === 1 && under === 2) return `${cardinal(whole)} et demi`;
  return `${cardinal(whole)} ${over === 1 ? 'et ' : ''}${over === 1 ? 'un' : cardinal(String(over))} ${part(over, under)}`;
}

function part(over: number, under: number): string {
  const names: Readonly<Record<number, string>> = { 2: 'demi', 3: 'tiers', 4: 'quart' };
  const name = names[under] ?? ordinal(String(under));
  return over > 1 && !name.endsWith('s') ? `${name}s` : name;
}
