import type { SpokenRule, SpokenSetting } from '../spoken-language.ts';
import { after, before } from './around-match.ts';
import { monthName } from './months.ts';
import { ordinal, yearWords } from './number-words.ts';
import { isAmerican } from './variety.ts';

const monthNames = monthName.slice(3, -1).split('|');
const day = '(?:[12]\\d|3[01]|0?[1-9])(?:st|nd|rd|th)?';
const numberStart = '(?<![\\p{L}\\p{N}£$€#°]|[\\d\\p{L}][.,:/–-])';
const joint = /( and | or | to |[–-])/;

/** "3 May", "3rd May", "3–5 May": the third of May. The year is said by its own rule. */
const dayBeforeMonth: SpokenRule = {
  name: 'day in front of a month',
  holds: /\d(?:st|nd|rd|th)? [JFMASOND]/,
  pattern: new RegExp(
    `${numberStart}${day}(?:(?: and | or | to |[–-])${day})?(?= ${monthName}(?!\\p{L}))`,
    'gu',
  ),
  say(match, setting) {
    const isNamed = /\bthe $/i.test(before(match, 4));
    return `${days(match[0], setting, isNamed)} of`;
  },
};

/** "May 3", "May 3rd, 1914", "May 3–5": May the third, in the United States May third. */
const dayBehindMonth: SpokenRule = {
  name: 'day behind a month',
  holds: / \d/,
  pattern: new RegExp(
    `(?<=(?<![\\p{L}\\p{N}])${monthName} (?:the )?)${day}(?:(?: and | or | to |[–-])${day})?(?![\\p{L}\\p{N}]|[:/.,]\\d|[–-][\\p{L}\\d]| ?%)`,
    'gu',
  ),
  say(match, setting) {
    const isDay =
      /^(?:$|[^\p{L}\p{N} ]| (?:\d{4}|[^\p{L}\p{N}])| (?:at|in|on|and|or|to|was|is|he|she|it|they|we|I|the|a|for|when|with|by|until|from|last|next|of|came|this|that|had|has)(?!\p{L}))/u;
    const isOrdinal = /[a-z]$/.test(match[0]);
    if (!isOrdinal && !isDay.test(after(match, 8))) return undefined;
    const isNamed = isAmerican(setting) || /\bthe $/i.test(before(match, 4));
    return days(match[0], setting, isNamed);
  },
};

/** "the third", "the third to the fifth". */
function days(written: string, setting: SpokenSetting, bare: boolean): string {
  const words = written.split(joint).map((piece, at) => {
    if (at % 2 === 1) return piece.length === 1 ? ' to ' : piece;
    const said = ordinal(Number.parseInt(piece, 10), setting);
    return bare && (at === 0 || isAmerican(setting)) ? said : `the ${said}`;
  });
  return words.join('');
}

/** Year, month, day: "1914-05-03". */
const isoDate: SpokenRule = {
  name: 'date in figures, year first',
  holds: /\d{4}-\d\d-\d\d/,
  pattern:
    /(?<![\p{L}\p{N}.,/–-])(?<year>1\d{3}|20\d\d)-(?<month>\d\d)-(?<day>\d\d)(?![\p{L}\p{N}/–-]|[.,]\d)/gu,
  say: ({ groups }, setting) => dateWords(groups, setting),
};

/** "3/5/1914", "3.5.1914": day first, month first in the United States; "en" alone says which only where one is over 12. */
const figuresDate: SpokenRule = {
  name: 'date in figures',
  holds: /\d[/.]\d{1,2}[/.]\d/,
  pattern:
    /(?<![\p{L}\p{N}.,/–-])(?<first>\d{1,2})(?<mark>[/.])(?<second>\d{1,2})\k<mark>(?<year>1\d{3}|20\d\d)(?![\p{L}\p{N}/–-]|[.,]\d)/gu,
  say({ groups }, setting) {
    const { first = '', second = '', year = '', mark } = groups ?? {};
    const dayFirst = { day: first, month: second, year };
    const monthFirst = { day: second, month: first, year };
    if (mark === '.' || Number(first) > 12) return dateWords(dayFirst, setting);
    if (Number(second) > 12 || isAmerican(setting)) return dateWords(monthFirst, setting);
    return first === second || /^en-./.test(setting.language)
      ? dateWords(dayFirst, setting)
      : undefined;
  },
};

function dateWords(
  parts: Readonly<Record<string, string>> | undefined,
  setting: SpokenSetting,
): string | undefined {
  const month = monthNames[Number(parts?.month) - 1];
  const dayNumber = Number(parts?.day);
  if (month === undefined || dayNumber < 1 || dayNumber > 31) return undefined;
  const said = ordinal(dayNumber, setting);
  const year = yearWords(Number(parts?.year), setting);
  return isAmerican(setting) ? `${month} ${said}, ${year}` : `the ${said} of ${month} ${year}`;
}

export const dates: readonly SpokenRule[] = [isoDate, figuresDate, dayBeforeMonth, dayBehindMonth];
