import type { SpokenRule } from '../spoken-language.ts';
import { notInNumber } from './figure.ts';
import { fullMonth, monthName, months, shortMonth } from './months.ts';
import { cardinal } from './number-words.ts';

/** "14/07/1789", "14.7.1789", "14-07-89", "1789-07-14": all that is figures. */
const dateInFigures: SpokenRule = {
  name: 'date in figures',
  holds: /\d[/.-]\d{1,2}[/.-]\d/,
  pattern:
    /(?<![\p{L}\p{N}/.,-])(?:(?<day>\d{1,2})(?<sep>[/.-])(?<month>\d{1,2})\k<sep>(?<year>\d{4}|\d\d)|(?<isoYear>\d{4})-(?<isoMonth>\d\d)-(?<isoDay>\d\d))(?![\p{L}\p{N}]|[/.,-]\d)/gu,
  say({ groups = {} }) {
    const month = months[Number(groups.month ?? groups.isoMonth) - 1];
    const day = groups.day ?? groups.isoDay ?? '';
    const year = groups.year ?? groups.isoYear ?? '';
    if (month === undefined || !isDay(day) || (groups.sep === '.' && year.length < 4))
      return undefined;
    return `${dayOfMonth(day)} ${month} ${yearWords(year)}`;
  },
};

/** "le 14/7": only where it can be no fraction. */
const dayAndMonthInFigures: SpokenRule = {
  name: 'day and month in figures',
  holds: /\d\/\d/,
  pattern:
    /(?<=(?<![\p{L}])(?:[Ll]e|[Dd]u|[Aa]u|di|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )(?<day>\d{1,2})\/(?<month>\d{1,2})(?![\p{L}\p{N}/]|[.,]\d| (?:de|du|des)(?!\p{L}))/gu,
  say({ groups = {} }) {
    const { day = '', month = '' } = groups;
    const name = months[Number(month) - 1];
    if (name === undefined || !isDay(day) || Number(day) <= Number(month)) return undefined;
    return `${dayOfMonth(day)} ${name}`;
  },
};

/** The first of a month is the only ordinal: "premier mai", "deux mai". "12-14 mai": du douze au quatorze. */
const dayOfNamedMonth: SpokenRule = {
  name: 'day of a month',
  holds: /\d/,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<from>\d{1,2})(?:er|ᵉʳ)?(?: ?[-–—/] ?(?<to>\d{1,2})(?:er)?)?(?<gap> (?:de )?|-)(?<month>${monthName}|${shortMonth})(?![\p{L}\p{N}])(?: (?<year>\d{3,4})(?![\p{L}\p{N}]|[.,:]\d|[-–/]\d| [hH](?!\p{L})))?`,
    'gu',
  ),
  say({ groups = {} }) {
    const { from = '', to, gap = ' ', month = '', year } = groups;
    if (!isDay(from) || (to !== undefined && !isDay(to))) return undefined;
    const days = to === undefined ? dayOfMonth(from) : `${dayOfMonth(from)} au ${dayOfMonth(to)}`;
    return `${days}${gap}${fullMonth(month)}${year === undefined ? '' : ` ${yearWords(year)}`}`;
  },
};

/** "mai 1780", "oct. 1914". */
const monthAndYear: SpokenRule = {
  name: 'year of a month',
  holds: /\d{4}/,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}])(?<month>${monthName}|${shortMonth}) (?<year>\d{4})(?![\p{L}\p{N}]|[.,:]\d|[-–/]\d)`,
    'gu',
  ),
  say: ({ groups = {} }) => `${fullMonth(groups.month ?? '')} ${yearWords(groups.year ?? '')}`,
};

export const dates: readonly SpokenRule[] = [
  dateInFigures,
  dayAndMonthInFigures,
  dayOfNamedMonth,
  monthAndYear,
];

function isDay(digits: string): boolean {
  return Number(digits) >= 1 && Number(digits) <= 31;
}

function dayOfMonth(digits: string): string {
  return Number(digits) === 1 ? 'premier' : cardinal(String(Number(digits)));
}

/** A year is a rank, without an s: "mille neuf cent", "mille sept cent quatre-vingt". */
function yearWords(digits: string): string {
  return cardinal(digits, { rank: true });
}
