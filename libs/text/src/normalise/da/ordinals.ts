import type { SpokenRule } from '../spoken-language.ts';
import { genderAhead } from './gender.ts';
import { ordinal, ordinalEnds } from './ordinal-words.ts';

/** Nouns that are numbered by ordinals, and stand behind a stop also where nouns have capitals. */
export const ordinalNouns =
  '[Ss]øndag|[Jj]uledag|[Pp]aaskedag|[Pp]åskedag|[Pp]insedag|[Aa]arhundred|[Åå]rhundred|[Kk]apitel|[Kk]apitler|[Bb]og(?!\\p{L})|[Mm]osebog|[Dd]el(?!\\p{L})|[Aa]kt(?!\\p{L})|[Ss]cene|[Ss]ang(?!\\p{L})|[Bb]ind(?!\\p{L})|[Gg]ang(?!\\p{L})|[Kk]lasse|[Ss]al(?!\\p{L})|[Ee]tage|[Aa]fdeling|[Aa]fsnit|[Rr]egiment|[Bb]ataillon|[Bb]ataljon|[Kk]ompagni|[Vv]erdenskrig|[Uu]dgave|[Oo]plag|[Aa]argang|[Åå]rgang|[Tt]ime|[Dd]ag(?!\\p{L})|[Uu]ge|[Pp]lads|[Rr]ække|[Hh]æfte|[Vv]ers(?!\\p{L})|[Bb]rev(?!\\p{L})|[Mm]aaned|[Mm]åned|[Kk]or(?!\\p{L})|[Pp]ræmie|[Ss]tatsstyrke';

/** "17. århundrede", "2. Del", "den 4.": a stop in front of a small letter or a counted noun. */
const withStop: SpokenRule = {
  name: 'ordinal',
  holds: /\d\./,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.,:/-])(?<number>\\d{1,3})\\.(?: (?=(?:${ordinalNouns}|\\p{Ll}))|(?=-\\p{Ll})|(?<=(?<called>[Dd]e[nt] )\\d{1,3}\\.)(?!\\d))`,
    'gu',
  ),
  say(match) {
    const end = match.index + match[0].length;
    const before = match.input.slice(0, match.index);
    const gender = /(?:^|[^\p{L}])det $/iu.test(before) ? 'neuter' : genderAhead(match.input, end);
    const words = ordinal(Number(match.groups?.number), gender);
    return words + (match[0].endsWith(' ') ? ' ' : stopOf(match.input.slice(end)));
  },
};

/** The stop of "den 4." is heard where a sentence ends with it. */
function stopOf(behind: string): string {
  return /^["»«”’)]*(?:$| +["»«„“—(]* ?\p{Lu})/u.test(behind) ? '.' : '';
}

/** "1ste", "2den", "2det", "3die", "17de": as old spelling writes them. */
const withEnd: SpokenRule = {
  name: 'ordinal of old spelling',
  holds: /\d['’]?(?:st|d|a|t|n|en)/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.,/-])(?<number>\\d{1,3})['’]?(?<end>${ordinalEnds})(?![\\p{L}\\p{N}])`,
    'gu',
  ),
  say({ groups }) {
    return ordinal(Number(groups?.number), groups?.end === 'det' ? 'neuter' : 'common');
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
