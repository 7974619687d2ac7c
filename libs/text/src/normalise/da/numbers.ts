import type { SpokenRule } from '../spoken-language.ts';
import { genderAhead } from './gender.ts';
import { cardinal, countless, digitByDigit, type Gender, yearWords } from './number-words.ts';
import { before, behind } from './text-around.ts';

/** Behind these, one is the name of a number, which is neuter: "nummer et". */
const label =
  /(?:nummer|kapitel|bind|side|klokken|vers|akt|scene|del|bog|punkt|nr\.?|afsnit|figur|paragraf|stykke|telefon|år|aar)(?: \S{1,40} og| \S{1,40} til)? $/i;

/** What stands behind a number, and not behind a year. */
const counted =
  /^ (?:kroner|krone|rigsdaler|rigsbankdaler|daler|dalere|skilling|mark|øre|pund|dukater|dollars?|euro|franc|francs|denarer|mand|mænd|mennesker?|personer|soldater|ryttere|indbyggere|sjæle|stykker|sider|ord|meter|kilometer|centimeter|millimeter|gram|kilo|liter|tons?|tønder|alen|fod|favne|mil|hektar|watt|procent|grader|gange|år|aar|dage|timer|heste|skibe|huse|bøger|eksemplarer|exemplarer|træer|får|faar|køer)(?!\p{L})/iu;

/** A number behind these is none of a year either. */
const countsBefore = /(?:nummer|side|kapitel|paragraf|vers|omkring \S{1,20} og|plus|minus) $/i;

const decimals = (digits: string) =>
  digits.length === 2 && !digits.startsWith('0')
    ? cardinal(Number(digits), 'neuter')
    : digitByDigit(digits);

/** "1.914,50", "12 000", "3,14", "007", "1914": whatever figures are left. */
const number: SpokenRule = {
  name: 'number',
  holds: /\d/,
  pattern:
    /(?<![\p{L}\p{N}]|\d[.,])(?<whole>\d{1,3}(?:\.\d{3})+(?![\p{N}]|\.\d)|\d{1,3}(?: \d{3})+(?!\p{N})|\d+)(?:,(?<rest>\d+))?(?![\p{L}\p{N}])/gu,
  say(match) {
    const { whole: written = '', rest } = match.groups ?? {};
    const end = match.index + match[0].length;
    const whole = written.replace(/[. ]/g, '');
    if (rest === '000' && whole.length <= 3) return wholeWords(`${whole}000`, 'common');
    if (rest !== undefined) return `${wholeWords(whole, 'common')} komma ${decimals(rest)}`;
    const ahead = before(match);
    if (/^1[1-9]\d{2}$/.test(written) && isYear(ahead, behind(match))) {
      return yearWords(Number(whole));
    }
    return wholeWords(whole, genderOf(ahead, match.input, end));
  },
};

function isYear(ahead: string, next: string): boolean {
  return !counted.test(next) && !countsBefore.test(ahead);
}

function genderOf(ahead: string, text: string, end: number): Gender {
  if (label.test(ahead)) return 'neuter';
  if (/^ (?:og|til|eller|plus|minus|gange|er lig)(?!\p{L})/u.test(text.slice(end, end + 20)))
    return 'neuter';
  return genderAhead(text, end) ?? 'neuter';
}

function wholeWords(digits: string, gender: Gender): string {
  const isNumber = Number(digits) < countless && !/^0\d/.test(digits);
  return isNumber ? cardinal(Number(digits), gender) : digitByDigit(digits);
}

/** "8.30" is said in two parts, "3.2.1" with its stops. */
const dotted: SpokenRule = {
  name: 'numbers with stops between',
  holds: /\d[.:]\d/,
  pattern: /(?<![\p{L}\p{N}]|\d[.,:])\d{1,9}(?:\.\d{1,9})+(?![\p{L}\p{N}]|[,:]\d)/gu,
  say([written]) {
    if (/^\d{1,3}(?:\.\d{3})+$/.test(written)) return undefined;
    const parts = written.split('.');
    const isPair = parts.length === 2 && parts[1]?.length === 2;
    const said = parts.map((part, at) =>
      isPair && at === 1 ? decimals(part) : wholeWords(part, 'neuter'),
    );
    return said.join(isPair ? ' ' : ' punktum ');
  },
};

/** "24/7", "5:1": the sign between two numbers; "1850/51" are two years. */
const between: SpokenRule = {
  name: 'sign between numbers',
  holds: /\d[/:]\d/,
  pattern: /(?<=(?<![\p{L}\p{N}])\d{1,15})[/:](?=\d{1,15}(?![\p{L}\p{N}]))/gu,
  say(match) {
    if (match[0] === ':') return ' til ';
    const isYears = /(?<!\d)1\d{3}$/.test(before(match)) && /^\d{2}(?!\d)/.test(behind(match));
    return isYears ? ' ' : ' skråstreg ';
  },
};

/** What is left where figures touch signs. Figures that are part of a word stay. */
const leftOver: SpokenRule = {
  name: 'number among signs',
  holds: /\d/,
  pattern: /\d+/g,
  say({ 0: digits, index, input }) {
    const end = index + digits.length;
    const around = [input.slice(Math.max(0, index - 2), index), input.slice(end, end + 2)] as const;
    const isPart = /[\p{L}\p{N}]$/u.test(around[0]) || /^[\p{L}\p{N}]/u.test(around[1]);
    return isPart ? undefined : wholeWords(digits, 'neuter');
  },
};

/** "A4", "B 52": a figure behind single capitals is said as a number of its own. */
export const numberBehindCapitals: SpokenRule = {
  name: 'number behind capitals',
  holds: /\d/,
  pattern: /(?<=(?<![\p{L}\p{N}-])\p{Lu}{1,3})-?(\d{1,4})(?![\p{L}\p{N}])/gu,
  say: ([, digits = '']) => ` ${wholeWords(digits, 'neuter')}`,
};

export const numbers: readonly SpokenRule[] = [between, dotted, number, leftOver];
