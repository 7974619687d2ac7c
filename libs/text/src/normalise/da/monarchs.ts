import { parseCanonicalRoman } from '../../import/numerals.ts';
import type { SpokenRule } from '../spoken-language.ts';
import { ordinal } from './ordinal-words.ts';
import { ordinalNouns } from './ordinals.ts';
import { regnalNames } from './regnal-names.ts';
import { before, behind, endsSentence } from './text-around.ts';

const behindName = `(?<=(?<![\\p{L}\\p{N}-])(?:${regnalNames}) )`;

/**
 * "Christian IV" is Christian den fjerde. "I" is said so only where no pronoun stands: behind a
 * title, or with a genitive. "V." in front of a capital may be a name's initial, and stays.
 */
const roman: SpokenRule = {
  name: 'Roman numeral of a monarch',
  holds: /\p{L} [IVX]/u,
  pattern: new RegExp(
    `${behindName}(?<article>[Dd]en |d\\. )?(?<numeral>[IVX]{1,6})(?<genitive>['’]?s)?(?![\\p{L}\\p{N}])(?!\\. ?\\p{Lu}\\p{Ll})`,
    'gu',
  ),
  say(match) {
    const { numeral = '', genitive, article } = match.groups ?? {};
    const number = parseCanonicalRoman(numeral);
    if (number === undefined) return undefined;
    const isSure =
      numeral !== 'I' || (genitive ?? article) !== undefined || afterTitle.test(before(match));
    return isSure ? `den ${ordinal(number)}${genitive ? 's' : ''}` : undefined;
  },
};

const afterTitle =
  /(?:^|[^\p{L}])(?:kong|konge|kongen|dronning|kejser|kejseren|pave|paven|zar|czar|tsar|hertug|kurfyrste|sultan|farao|prins|sankt)[ ]\S+ $/iu;

/** "Christian 4.", "Christian den 4.s krige", "Frederik 3.": a stop in front of a name's capital stays. */
const inFigures: SpokenRule = {
  name: 'number of a monarch',
  holds: /\d\./,
  pattern: new RegExp(
    `${behindName}(?:[Dd]en |d\\. )?(?<number>\\d{1,2})(?:\\.|(?<old>de|te|die|dje|ste|den))(?<genitive>['’]?s)?(?!\\p{L})(?!\\d| ?(?:${ordinalNouns}))`,
    'gu',
  ),
  say(match) {
    const { number, genitive, old } = match.groups ?? {};
    const ends = genitive === undefined && old === undefined && endsSentence(behind(match));
    return `den ${ordinal(Number(number))}${genitive ? 's' : ''}${ends ? '.' : ''}`;
  },
};

/** "Chr. IV", "Fr. VII": the names that Danish kings have, in front of their numbers. */
export const shortenedMonarch: SpokenRule = {
  name: 'shortened name of a monarch',
  holds: /(?:Chr|Fr)\. /,
  pattern:
    /(?<![\p{L}\p{N}.’'-])(?:(?<christian>Chr)|Fr)\. (?=(?:den |d\. )?(?:[IVX]{1,5}(?:['’]?s)?(?![\p{L}\p{N}.])|\d{1,2}(?:\.|de|te|die)))/gu,
  say: ({ groups }) => (groups?.christian ? 'Christian ' : 'Frederik '),
};

export const monarchs: readonly SpokenRule[] = [roman, inFigures];
