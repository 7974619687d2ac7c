import { capitalised } from '../capitalised.ts';
import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { before } from './around-match.ts';
import { figure, figureEnd, figureStart } from './figure-pattern.ts';
import { cardinal, digitByDigit, numberWords, ordinal } from './number-words.ts';

/**
 * "10–12", "5-6": from the smaller to the larger; "50-50" is said as a pair, and other pairs are scores
 * or codes.
 */
const range: SpokenRule = {
  name: 'range',
  holds: /\d[–-]\d/,
  pattern: new RegExp(`${figureStart}(?<from>${figure})[–-](?<to>${figure})${figureEnd}`, 'gu'),
  say({ groups }, setting) {
    const { from = '', to = '' } = groups ?? {};
    if (from === to && /^[1-9]\d$/.test(from))
      return `${numberWords(from, setting)}-${numberWords(to, setting)}`;
    const isShort = to.length < from.length && /^\d+$/.test(from + to);
    const last = isShort ? from.slice(0, from.length - to.length) + to : to;
    const rises = valueOfFigure(from) < valueOfFigure(last);
    const words = isShort ? last : to;
    // "64-6221541" is a code.
    const isCode = to.length > from.length + 2;
    return rises && !isCode
      ? `${numberWords(from, setting)} to ${numberWords(words, setting)}`
      : undefined;
  },
};

function valueOfFigure(written: string): number {
  return Number(written.replaceAll(',', ''));
}

/** "1st", "22nd", "103rd"; "2d" and "3d" as they were written are left alone. */
const ordinalFigure: SpokenRule = {
  name: 'ordinal',
  holds: /\d(?:[sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])/,
  pattern:
    /(?<![\p{L}\p{N}.,:/])(?<number>\d{1,3}(?:,\d{3})+|\d{1,9})(?:st|nd|rd|th)(?![\p{L}\p{N}])/giu,
  say: ({ groups }, setting) => {
    const number = valueOfFigure(groups?.number ?? '');
    return number === 0 ? undefined : ordinal(number, setting);
  },
};

/** "10 000", "1 200 000": with spaces, where it ends in thousands and can't be two numbers. */
const spacedThousands: SpokenRule = {
  name: 'thousands apart',
  holds: /\d 000/,
  pattern: new RegExp(`${figureStart}(?<!\\d )\\d{1,3}(?: \\d{3})* 000(?! ?\\d)${figureEnd}`, 'gu'),
  say: ([written], setting) => numberWords(written.replaceAll(' ', ''), setting),
};

/** "14,000", "3.14", ".5", "007". */
const number: SpokenRule = {
  name: 'number',
  holds: /\d/,
  pattern: new RegExp(
    `${figureStart}${figure}${figureEnd}|(?<![\\p{L}\\p{N}.,…])\\.\\d+${figureEnd}`,
    'gu',
  ),
  say(match, setting) {
    const words = numberWords(match[0], setting);
    // A dash that stands right in front of ".5" is one between words now.
    const gap = /^\./.test(match[0]) && before(match, 1) === '—' ? ' ' : '';
    return gap + (isNamed(match) ? capitalised(words) : words);
  },
};

/** "Chapter 4" is written "Chapter Four". */
function isNamed(match: RegExpExecArray): boolean {
  return /(?<!\p{L})(?:Chapter|Part|Book|Volume|Act|Scene|Canto|CHAPTER|PART|BOOK|VOLUME|ACT|SCENE) $/u.test(
    before(match, 12),
  );
}

/** "Room 408", "221B": a house's number and its letter. */
const lettered: SpokenRule = {
  name: 'number with a letter',
  holds: /\d[a-zA-Z]/,
  pattern: new RegExp(
    `${figureStart}(?<number>\\d{1,4})(?<letter>[A-HJ-NP-Z]|[abc])(?![\\p{L}\\p{N}.]|[’']\\p{L})`,
    'gu',
  ),
  say: ({ groups }, setting) =>
    `${houseNumber(groups?.number ?? '', setting)} ${groups?.letter ?? ''}`,
};

function houseNumber(written: string, setting: SpokenSetting): string {
  return written.startsWith('0') ? digitByDigit(written) : cardinal(Number(written), setting);
}

/** Behind all rules that know what a figure is of. */
export const figures: readonly SpokenRule[] = [
  spacedThousands,
  range,
  ordinalFigure,
  lettered,
  number,
];
