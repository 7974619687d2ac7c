import type { SpokenRule } from '../spoken-language.ts';
import { genderAhead } from './gender.ts';
import { ordinal, ordinalEnds } from './ordinal-words.ts';
import { before, behind, endsSentence } from './text-around.ts';

/** Nouns that are numbered by ordinals, and stand behind a stop also where nouns have capitals. */
const nouns = [
  'søndag|juledag|paaskedag|påskedag|pinsedag|aarhundred|århundred|kapitel|kapitler|mosebog|verdenskrig',
  'scene|klasse|etage|afdeling|afsnit|regiment|bataillon|bataljon|kompagni|udgave|aargang|årgang|hæfte',
  'løjtnant|lieutenant|(?:bog|bogs|del|dels|akt|sang|bind|gang|sal|time|dag|uge|plads|række|oplag|vers|brev|måned|maaned)(?!\\p{L})',
];
export const ordinalNouns = `(?i:${nouns.join('|')})`;

/** "17. århundrede", "2. Del", "3.b", "den 4.": a stop in front of a small letter or a counted noun. */
const withStop: SpokenRule = {
  name: 'ordinal',
  holds: /\d\./,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.,:/-])(?<number>\\d{1,3})\\.(?: (?=(?:${ordinalNouns}|\\p{Ll}))|-(?=\\p{Ll})|(?=\\p{Ll}(?!\\p{L}|\\.))|(?<=(?<!\\p{L})[Dd]e[nt] \\d{1,3}\\.)(?=[ "»«”’),;:!?…]|$))`,
    'gu',
  ),
  say(match) {
    const end = match.index + match[0].length;
    const gender = /(?:^|[^\p{L}])det $/iu.test(before(match))
      ? 'neuter'
      : genderAhead(match.input, end);
    const words = ordinal(Number(match.groups?.number), gender);
    const next = behind(match);
    if (match[0].endsWith('-')) return words;
    if (match[0].endsWith(' ') || /^\p{Ll}/u.test(next)) return `${words} `;
    return words + (endsSentence(next) ? '.' : '');
  },
};

/** "1ste", "2den", "2det", "3die", "17de": as old spelling writes them. */
const withEnd: SpokenRule = {
  name: 'ordinal of old spelling',
  holds: /\d['’]?(?:st|d|a|t|n|en)/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.,/-])(?<number>\\d{1,3})['’]?(?<end>${ordinalEnds})(?<genitive>s)?(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  say({ groups }) {
    const gender = groups?.end === 'det' ? 'neuter' : 'common';
    return ordinal(Number(groups?.number), gender) + (groups?.genitive ?? '');
  },
};

/** "4.-5. bind", "17. og 18. Aarhundrede": the first of two, whose noun stands behind the second. */
const firstOfTwo: SpokenRule = {
  name: 'first of two ordinals',
  holds: /\d\./,
  pattern: /(?<![\p{L}\p{N}.,:/-])(\d{1,3})\.(?= til \d{1,3}\.| (?:og|eller|til) \d{1,3}\.)/gu,
  say: ([, number]) => ordinal(Number(number)),
};

export const ordinals: readonly SpokenRule[] = [withEnd, firstOfTwo, withStop];
