import type { SpokenRule } from '../spoken-language.ts';
import { likeWritten } from './letter-case.ts';
import { yearWords } from './number-words.ts';
import { ordinal, ordinalEnds } from './ordinal-words.ts';
import { before } from './text-around.ts';

const months = [
  ...['januar', 'februar', 'marts', 'april', 'maj', 'juni', 'juli', 'august', 'september'],
  ...['oktober', 'november', 'december'],
];

/** Full names, of old spelling as well, and their abbreviations, which need a stop. */
const month =
  '(?:januar|februar|marts|april|maj|mai|juni|juli|august|september|oktober|october|november|december)(?![\\p{L}\\p{N}])|(?:jan|febr?|mar|apr|jun|jul|aug|sept?|septbr|okt|oktbr|octbr|nov|novbr|dec|decbr|debr)(?:\\.|(?=,? \\d{4}))(?![\\p{L}\\p{N}])';

function monthName(short: string): string {
  const start = short.toLowerCase().replace(/^oc/, 'ok').replace(/^deb/, 'dec').replace('i', 'j');
  const name = months.find((full) => full.startsWith(start.slice(0, 3))) ?? short;
  return /^\p{Lu}/u.test(short) ? name[0]?.toUpperCase() + name.slice(1) : name;
}

function isDay(day: number): boolean {
  return day >= 1 && day <= 31;
}

/** "4. maj", "4 Maj", "4de Maj", "d. 5. juni", "4.-5. maj": the year behind it has its own rule. */
const dayOfMonth: SpokenRule = {
  name: 'day and month',
  holds: /\d/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}.,/-])(?:(?<from>\\d{1,2})\\.? ?[-–] ?)?(?<day>\\d{1,2})(?:\\.|${ordinalEnds})? ?(?<month>(?i:${month}))`,
    'gu',
  ),
  say(match) {
    const { from, day, month: written = '' } = match.groups ?? {};
    if (!isDay(Number(day)) || !isDay(Number(from ?? 1))) return undefined;
    const name = written.length > 4 && !written.endsWith('.') ? written : shortMonth(written);
    const start = from === undefined ? '' : `${ordinal(Number(from))} til `;
    return `${start}${ordinal(Number(day))} ${name}`;
  },
};

function shortMonth(written: string): string {
  return /^(?:maj|mai|juni|juli)$/i.test(written) ? written : monthName(written.replace('.', ''));
}

/** "d. 4/5", "den 4/5-1889", "4/5 1889", "4.5.1889": the month is named. */
const dayInFigures: SpokenRule = {
  name: 'date in figures',
  holds: /\d[/.-]\d/,
  pattern:
    /(?<![\p{L}\p{N}.,/-])(?<day>\d{1,2})(?:\/|\. ?|-)(?<month>\d{1,2})(?:(?:[-/.]| - | )\.? ?(?<year>\d{4}|\d{2}(?=[^\d]|$)))?(?![\p{L}\p{N}/])(?![.,-]\d)/gu,
  say(match) {
    const { day, month: number, year } = match.groups ?? {};
    const isCalled = /(?:^|[^\p{L}])de[nt] $/iu.test(before(match));
    const isSlashed = match[0].includes('/');
    if (year?.length !== 4 && !(isCalled && isSlashed)) return undefined;
    const name = months[Number(number) - 1];
    if (name === undefined || !isDay(Number(day))) return undefined;
    const years = year === undefined ? '' : ` ${yearOf(year)}`;
    return `${ordinal(Number(day))} ${name}${years}`;
  },
};

function yearOf(year: string): string {
  return year.length === 2 && year.startsWith('0')
    ? `nul ${yearWords(Number(year))}`
    : yearWords(Number(year));
}

/** "1889-05-04". */
const isoDate: SpokenRule = {
  name: 'date from year to day',
  holds: /\d{4}-\d{2}-\d{2}/,
  pattern: /(?<![\p{L}\p{N}.,/-])(\d{4})-(\d{2})-(\d{2})(?![\p{L}\p{N}/-])/gu,
  say([, year, number, day]) {
    const name = months[Number(number) - 1];
    if (name === undefined || !isDay(Number(day))) return undefined;
    return `${ordinal(Number(day))} ${name} ${yearWords(Number(year))}`;
  },
};

/** "d. 5. juni": the article in front of a day; "d. 1910": what happened in that year. */
const dayArticle: SpokenRule = {
  name: 'd. in front of a day or year',
  holds: /d\. ?\d/i,
  pattern: /(?<![\p{L}\p{N}.’'-])[dD]\. ?(?=(?<year>\d{4})(?!\d)|\d{1,2}(?!\d))/gu,
  say: ({ 0: written, groups }) =>
    likeWritten(written, groups?.year === undefined ? 'den ' : 'død '),
};

export const dates: readonly SpokenRule[] = [dayArticle, isoDate, dayInFigures, dayOfMonth];
