import { parseCanonicalRoman } from '../../import/numerals.ts';
import { capitalised } from '../capitalised.ts';
import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { after } from './around-match.ts';
import { cardinal, ordinal } from './number-words.ts';

/** Words that count with Roman numerals. */
const counted =
  'chapter|part|book|volume|act|scene|canto|section|article|appendix|letter|stave|figure|plate|page|number|lesson|class|phase|type|mark|table|psalm|sonnet|symphony|opus|adventure|tale|story|lecture|essay|ode|hymn|movement|episode|series|season|division|corps|title|verse';
const numeral = '(?:[IVXLCDM]+|[ivxlc]+)';
const joint = /(, (?:and |or )?| and | or | to |[–-])/;

/** "Chapter IV", "Act III, scene ii", "Parts II and III". Number words stay ("Part Six"). */
const countedNumeral: SpokenRule = {
  name: 'Roman numeral of a chapter or part',
  holds: new RegExp(`(?:${counted})s? [ivxlcdm]`, 'i'),
  pattern: new RegExp(
    `(?<=(?<![\\p{L}\\p{N}])(?<word>(?i:${counted})s?) )${numeral}(?:(?:, (?:and |or )?| and | or | to |[–-])${numeral})*(?![\\p{L}\\p{N}]|[’']\\p{L})`,
    'gu',
  ),
  say(match, setting) {
    const word = match.groups?.word ?? '';
    if (match[0].length === 1 && !countsAlone(match, word, setting)) return undefined;
    const inCase = /^\p{Lu}/u.test(word) ? capitalised : (text: string) => text;
    const pieces = match[0].split(joint).map((piece, at) => {
      if (at % 2 === 1) return piece.length === 1 ? ' to ' : piece;
      const number = parseCanonicalRoman(piece);
      return number === undefined ? undefined : inCase(cardinal(number, setting));
    });
    return pieces.includes(undefined) ? undefined : pieces.join('');
  },
};

/** I is a pronoun too, V and X are initials, and "the letter I" is one of the alphabet. */
function countsAlone(match: RegExpExecArray, word: string, { heading }: SpokenSetting): boolean {
  const [letter] = match;
  const next = after(match, 4);
  if (/[LCDMlc]/.test(letter)) return false;
  if (heading) return letter === letter.toUpperCase();
  if (/^[A-Z]{2}/.test(word)) return letter === letter.toUpperCase();
  if (/^(?:letter|mark|class|type|number)/i.test(word)) return false;
  const ends = /^(?:$|[.,:;)\]!?”’]| of )/.test(next);
  if (letter === 'I') return ends && /^\p{Lu}/u.test(word);
  return letter === letter.toLowerCase() ? ends : ends || !/^ \p{Lu}/u.test(next);
}

/** Alone, or in front of a title; single letters other than I, V and X are initials. */
const loneNumeral: SpokenRule = {
  name: 'Roman numeral in front of a title',
  holds: /^[IVXLCDM]+(?:[.:) ]|$)/,
  pattern: /^(?:[IVX]|[IVXLCDM]{2,})(?=[.:)]? *$|[.:)] | — )/gu,
  say(match, setting) {
    const isTitle = /^[IVXL]{2,}$/.test(match[0]) && /^(?:[.)] \p{Lu}|\.?$)/u.test(after(match, 3));
    const number = setting.heading || isTitle ? parseCanonicalRoman(match[0]) : undefined;
    return number === undefined ? undefined : capitalised(cardinal(number, setting));
  },
};

/** "World War II", "WWI": cardinals, unlike the ordinals of rulers. */
const worldWar: SpokenRule = {
  name: 'World War',
  holds: /W(?:orld War|ORLD WAR|W)/,
  pattern:
    /(?<=(?<![\p{L}\p{N}])(?:World War|WORLD WAR) )I{1,3}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])WW ?(?<short>I{1,3}|[12])(?![\p{L}\p{N}])/gu,
  say({ 0: written, groups }) {
    const number = groups?.short ?? written;
    const word = /^\d$/.test(number)
      ? ['', 'One', 'Two'][Number(number)]
      : warNumbers[number.length];
    return groups?.short === undefined ? word : `World War ${word}`;
  },
};
const warNumbers = ['', 'One', 'Two', 'Three'];

/** "the XIX century", "the XIXth century". */
const ordinalNumeral: SpokenRule = {
  name: 'Roman numeral of a century',
  holds: /[IVX](?:th|st|nd|rd| centur)/,
  pattern:
    /(?<![\p{L}\p{N}.-]|\p{L}[’'])(?<number>[IVX]+)(?:(?:th|st|nd|rd)(?![\p{L}\p{N}])|(?= (?:century|centuries)(?!\p{L})))/gu,
  say({ groups }, setting) {
    const number = parseCanonicalRoman(groups?.number ?? '');
    return number === undefined ? undefined : ordinal(number, setting);
  },
};

/** After the rules that put "Volume" in place of "Vol.". */
export const romanNumerals: readonly SpokenRule[] = [
  worldWar,
  countedNumeral,
  loneNumeral,
  ordinalNumeral,
];
