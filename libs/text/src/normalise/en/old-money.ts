import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { before, endsSentence } from './around-match.ts';
import { cardinal, numberWords } from './number-words.ts';

const fractions: Readonly<Record<string, string>> = {
  '½': 'halfpenny',
  '¼': 'farthing',
  '¾': 'three farthings',
};

/** "in the 90s.", "in the '60s." */
const decade = /(?:^|[^\p{L}])(?:the|his|her|their|my|your|early|late|mid)[ -][’'‘]?$/iu;

const pounds = '£ ?(?<pounds>\\d[\\d,]*)';
const shillings = '(?<shillings>\\d{1,3}) ?s\\.?';
const pence = '(?<pence>\\d{1,2})?(?<fraction>[½¼¾])? ?d(?<stop>\\.)?';

/** Pounds, shillings and pence: "£3 10s. 6d.", "7s. 6d.", "£27 10s.". */
const shillingsAndPence: SpokenRule = {
  name: 'pounds, shillings and pence',
  holds: /\d ?s\b/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}£.,:/])(?:${pounds},? )?${shillings}(?:,? ${pence})?(?![\\p{L}\\p{N}.]|[’']\\p{L})`,
    'gu',
  ),
  say(match, setting) {
    const { groups = {} } = match;
    // "in the 90s" is no money: without pounds or pence the stop shows what it is.
    const isMoney = groups.pounds ?? groups.pence ?? groups.fraction ?? match[0].endsWith('s.');
    if (!isMoney || (/^[2-9]0s\.$/.test(match[0]) && decade.test(before(match)))) return undefined;
    const sums = [
      groups.pounds && counted(groups.pounds, ['pound', 'pounds'], setting),
      counted(groups.shillings ?? '', ['shilling', 'shillings'], setting),
    ].filter(Boolean);
    const coins = pennyWords(groups, setting);
    const words = coins ? `${sums.join(', ')} and ${coins}` : sums.join(', ');
    return words + stopOf(match);
  },
};

/** "8d.", "2½d.", "6d": eightpence. */
const penceAlone: SpokenRule = {
  name: 'pence before 1971',
  holds: /[\d½¼¾] ?d\b/,
  pattern:
    /(?<![\p{L}\p{N}£.,:/–-])(?:(?<pence>\d{1,2})(?<fraction>[½¼¾])?|(?<half>[½¼¾]))d(?<stop>\.)?(?![\p{L}\p{N}.]|[’']\p{L})/gu,
  say(match, setting) {
    const { pence: whole, fraction, half } = match.groups ?? {};
    const words = pennyWords({ pence: whole, fraction: fraction ?? half }, setting);
    return words && words + stopOf(match);
  },
};

/** "50l.", "10,000 l.": pounds, as they were written without their sign. */
const poundsByLetter: SpokenRule = {
  name: 'pounds with l.',
  holds: /\d ?l\./,
  pattern: /(?<![\p{L}\p{N}£$.,:/–-])(?<sum>\d{1,3}(?:,\d{3})+(?= ?l\.)|\d+(?=l\.)) ?l\./gu,
  say(match, setting) {
    return counted(match.groups?.sum ?? '', ['pound', 'pounds'], setting) + stopOf(match);
  },
};

function counted(figure: string, [one, many]: [string, string], setting: SpokenSetting): string {
  return `${numberWords(figure, setting)} ${figure === '1' ? one : many}`;
}

/** "a penny", "twopence", "threepence halfpenny". */
function pennyWords(
  { pence: whole, fraction }: Readonly<Record<string, string | undefined>>,
  setting: SpokenSetting,
): string | undefined {
  const number = Number(whole ?? 0);
  const part = fractions[fraction ?? ''];
  const named =
    number === 1 ? 'one penny' : number === 2 ? 'twopence' : `${cardinal(number, setting)}pence`;
  const spaced = number > 12 ? `${cardinal(number, setting)} pence` : named;
  if (number === 0) return part;
  return part ? `${spaced} ${part}` : spaced;
}

function stopOf(match: RegExpExecArray): string {
  return match[0].endsWith('.') && endsSentence(match) ? '.' : '';
}

/** Before currency: its pounds would be said without their shillings. */
export const oldMoney: readonly SpokenRule[] = [shillingsAndPence, penceAlone, poundsByLetter];
