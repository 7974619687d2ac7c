import type { SpokenRule } from '../spoken-language.ts';
import { endsSentence } from './around-match.ts';

/** Names of the months, for patterns. */
export const monthName =
  '(?:January|February|March|April|May|June|July|August|September|October|November|December)';

const short: Readonly<Record<string, string>> = {
  Jan: 'January',
  Feb: 'February',
  Mar: 'March',
  Apr: 'April',
  Jun: 'June',
  Jul: 'July',
  Aug: 'August',
  Sep: 'September',
  Sept: 'September',
  Oct: 'October',
  Nov: 'November',
  Dec: 'December',
};
const shortMonth = `(?<month>${Object.keys(short).sort().reverse().join('|')})`;

/** Beside a day or a year: "Oct. 4th", "5 Dec. 1914". */
const monthAbbreviation: SpokenRule = {
  name: 'month',
  holds: /\b(?:Jan|Feb|Mar|Apr|Ju[nl]|Aug|Sept?|Oct|Nov|Dec)\b/,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])${shortMonth}(?:\\.?(?=,? \\d)|(?<=\\d(?:st|nd|rd|th)?(?: of)? \\k<month>)\\.)`,
    'gu',
  ),
  say(match) {
    const ends = match[0].endsWith('.') && endsSentence(match) ? '.' : '';
    return (short[match.groups?.month ?? ''] ?? '') + ends;
  },
};

const shortDays: Readonly<Record<string, string>> = {
  Mon: 'Monday',
  Tue: 'Tuesday',
  Tues: 'Tuesday',
  Wed: 'Wednesday',
  Thur: 'Thursday',
  Thurs: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};

/** "Mon., 4 October". */
const dayAbbreviation: SpokenRule = {
  name: 'day of the week',
  holds: /\b(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\./,
  pattern: new RegExp(
    `(?<![\\p{L}\\p{N}])(?<day>Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\\.(?=,? (?:\\d|${monthName}))`,
    'gu',
  ),
  say: ({ groups }) => shortDays[groups?.day ?? ''],
};

export const months: readonly SpokenRule[] = [monthAbbreviation, dayAbbreviation];
