import type { SpokenRule } from '../spoken-language.ts';
import { after, before, endsSentence } from './around-match.ts';
import { cardinal } from './number-words.ts';

/** "5′ 6″", "5'6\"": five feet six inches. */
const feetAndInches: SpokenRule = {
  name: 'feet and inches',
  holds: /\d[′'’] ?\d/,
  pattern:
    /(?<![\p{L}\p{N}.,:/°–-]|° )(?<feet>\d{1,2})[′'’] ?(?<inches>\d{1,2})(?:[″"”]|’’|'')(?![\p{L}\p{N}])/gu,
  say({ groups }, setting) {
    const [feet, inches] = [Number(groups?.feet), Number(groups?.inches)];
    const feetWords = `${cardinal(feet, setting)} ${feet === 1 ? 'foot' : 'feet'}`;
    return `${feetWords} ${cardinal(inches, setting)} ${inches === 1 ? 'inch' : 'inches'}`;
  },
};

/** "6′", and "52° 30′" behind degrees. */
const prime: SpokenRule = {
  name: 'primes',
  holds: /\d[′″]/,
  pattern: /(?<=\d)[′″]/gu,
  say(match) {
    const isArc = /(?:degrees?|°) ?\d{1,2}(?:(?:′| minutes) ?\d{1,2})?$/.test(before(match));
    if (match[0] === '′') return isArc ? ' minutes' : ' feet';
    return isArc ? ' seconds' : ' inches';
  },
};

/** "5 ft 6 in.", "6in."; elsewhere "in" is a preposition. */
const inch: SpokenRule = {
  name: 'inches',
  holds: /[\d½¼¾][ -]?in\b/,
  pattern:
    /(?<=[\d½¼¾])(?<gap>[ -]?)in(?:(?<stop>\.)(?![\p{L}\p{N}])|(?![\p{L}\p{N}.]|[’']\p{L}))/gu,
  say(match) {
    const head = before(match);
    const { gap = '', stop } = match.groups ?? {};
    const isHeight =
      /(?:feet|foot),? \d{1,2} ?[½¼¾]?$/.test(head) && !/^ (?:the|a|his|her) /.test(after(match));
    const ends = stop !== undefined && endsSentence(match);
    const isInches = isHeight || gap !== ' ' || (stop !== undefined && !ends);
    if (!isInches || /\p{L}[\d½¼¾]{1,6}$/u.test(head)) return undefined;
    const isPart = /(?<![\d.,½¼¾/]|\d )[½¼¾]$/.test(head);
    const isOne = isPart || gap === '-' || /(?<![\d.,½¼¾/])1$/.test(head);
    return `${gap || ' '}${isOne ? 'inch' : 'inches'}${ends ? '.' : ''}`;
  },
};

/** Behind units, whose "feet" it looks for. */
export const inches: readonly SpokenRule[] = [feetAndInches, prime, inch];
