import { parseCanonicalRoman } from '../../import/numerals.ts';
import { capitalised } from '../capitalised.ts';
import type { SpokenRule } from '../spoken-language.ts';
import { genderAhead } from './gender.ts';
import { cardinal } from './number-words.ts';
import { ordinal } from './ordinal-words.ts';
import { ordinalNouns } from './ordinals.ts';
import { before } from './text-around.ts';

const counted =
  'kapitel|kapittel|del|bog|bind|akt|scene|sang|canto|brev|afsnit|afdeling|hæfte|nummer|tavle|bilag|figur|strofe|vers|klasse|gruppe|type|række|fase|paragraf|side';

/** Single letters other than I, V and X are no numerals; neither are words and abbreviations. */
const numeral = '(?:[IVX]|[IVXLCDM]{2,})';
const notNumerals = new Set(['CD', 'CV', 'DC', 'MD', 'MC', 'CC', 'MM', 'CM', 'LL', 'DI', 'MI']);

function numberOf(written: string): number | undefined {
  return notNumerals.has(written.toUpperCase()) ? undefined : parseCanonicalRoman(written);
}

/** "Kapitel IV", "bind II": I is left alone where "I" may be the pronoun ("den Bog I har læst"). */
const afterNoun: SpokenRule = {
  name: 'Roman numeral behind what it counts',
  holds: / (?:[IVXLCDM]+|[ivxl]{2,})(?!\p{L})/u,
  pattern: new RegExp(
    `(?<=(?<![\\p{L}\\p{N}])(?i:${counted}) )(?<numeral>${numeral}|[ivxl]{2,})(?:[-–](?<last>${numeral}))?(?![\\p{L}\\p{N}’']| punktum)(?=(?<next>.?.?))`,
    'gu',
  ),
  say({ groups }, { heading }) {
    const { numeral: written = '', last, next = '' } = groups ?? {};
    if (written === 'I' && last === undefined && !heading && !/^(?:[.,;:!?)»«”"]|$)/.test(next))
      return undefined;
    if (/^[ivxl]/.test(written) && !heading) return undefined;
    const words = [written, last]
      .map((each) => numberOf(each ?? ''))
      .filter((each) => each !== undefined)
      .map((each) => cardinal(each, 'neuter'));
    return words.length === (last === undefined ? 1 : 2) ? words.join(' til ') : undefined;
  },
};

/** "IV", "II. Vejen" as a heading, with a capital, since it begins there. */
const alone: SpokenRule = {
  name: 'Roman numeral as a heading',
  holds: /^[IVXLCDM]+(?:[.:) ]|$)/,
  pattern: new RegExp(`^${numeral}(?=[.:)]? *$|[.:)] | — )(?!\\. (?:${ordinalNouns}))`, 'gu'),
  say([written], { heading }) {
    const number = heading ? numberOf(written) : undefined;
    return number === undefined ? undefined : capitalised(cardinal(number, 'neuter'));
  },
};

/** "XIX. Aarhundrede", "det XIX århundrede", "II. Verdenskrig", "III. Kapitel". */
const beforeNoun: SpokenRule = {
  name: 'Roman numeral in front of what it counts',
  holds: /[IVXLCDM]\.? /,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.])(?<numeral>[VX]|[IVXLCDM]{2,}|I(?=\\.))\\.? (?=(?:${ordinalNouns}))`,
    'gu',
  ),
  say(match) {
    const number = numberOf(match.groups?.numeral ?? '');
    const end = match.index + match[0].length;
    if (number === undefined) return undefined;
    const isNeuter = /(?:^|[^\p{L}])det $/iu.test(before(match));
    return `${ordinal(number, isNeuter ? 'neuter' : genderAhead(match.input, end))} `;
  },
};

export const romanNumerals: readonly SpokenRule[] = [afterNoun, alone, beforeNoun];
