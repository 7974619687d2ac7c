import type { SpokenRule } from '../spoken-language.ts';
import { innerStop, textBefore } from './around.ts';
import { notInNumber } from './figure.ts';
import { cardinal } from './number-words.ts';

const quarters: Readonly<Record<string, string>> = {
  '1/2': ' et demie',
  '½': ' et demie',
  '1/4': ' et quart',
  '¼': ' et quart',
  '3/4': ' trois quarts',
  '¾': ' trois quarts',
};

/** "12 h 30", "8h1/2", "8 h. du soir", "2 h 15 min 30 s". Hours and minutes are feminine. */
const hours: SpokenRule = {
  name: 'time',
  holds: /\d ?[hH]/,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<hour>\d{1,3}) ?[hH]${innerStop}(?![\p{L}'’])(?: ?(?<quarter>[13]/[24]|[½¼¾])| ?/ ?(?<of>24)| ?(?<minute>[0-5]\d)(?: ?(?:min|mn)(?!\p{L})${innerStop}(?: ?(?<second>[0-5]?\d) ?s(?!\p{L}))?)?| ?(?<single>\d) ?(?:min|mn)(?!\p{L})${innerStop})?(?![\p{N}/]|[,:]\d)`,
    'gu',
  ),
  say({ groups = {} }) {
    const { hour = '', quarter, of, minute, single, second } = groups;
    const said = hourWords(hour);
    if (quarter !== undefined) return quarters[quarter] && `${said}${quarters[quarter]}`;
    if (of !== undefined) return `${said} sur ${cardinal(of)}`;
    const minutes = minute ?? single;
    if (minutes === undefined) return said;
    if (second === undefined) return minutes === '00' ? said : `${said} ${minuteWords(minutes)}`;
    return `${said} ${counted(minutes, 'minute')} ${counted(second, 'seconde')}`;
  },
};

/** "10:30", behind a word that goes in front of times, or where nothing else is. */
const clock: SpokenRule = {
  name: 'time with a colon',
  holds: /\d:\d\d/,
  pattern: new RegExp(
    String.raw`${notInNumber}(?<hour>[01]?\d|2[0-4]):(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?(?![\p{L}\p{N}:]|[.,]\d)`,
    'gu',
  ),
  say(match) {
    const { hour = '', minute = '', second } = match.groups ?? {};
    // "Jean 3:16" is a verse.
    if (
      /\p{Lu}\p{Ll}+\.? $/u.test(textBefore(match)) &&
      !/(?:^|[^\p{L}])(?:À|Vers|Dès|De|Avant|Après) $/u.test(textBefore(match))
    ) {
      return `${cardinal(hour)}, ${cardinal(minute)}`;
    }
    const said = hourWords(String(Number(hour)));
    if (second !== undefined) {
      return `${said} ${counted(minute, 'minute')} ${counted(second, 'seconde')}`;
    }
    return minute === '00' ? said : `${said} ${minuteWords(minute)}`;
  },
};

/** "3 heures 1/2", "10 heures 21". */
const partOfHour: SpokenRule = {
  name: 'part of an hour',
  holds: /(?:heures?|midi|minuit) (?:\d|[½¼¾])/,
  pattern:
    /(?<=(?<!\p{L})(?<noun>heures?|midi|minuit)) (?:(?<quarter>[13]\/[24]|[½¼¾])|(?<minute>[0-5]\d))(?![\p{L}\p{N}/]|[.,:]\d)/gu,
  say({ groups = {} }) {
    const { quarter, minute, noun = '' } = groups;
    if (/^1\/2|½/.test(quarter ?? '') && !noun.startsWith('heure')) return ' et demi';
    return minute === undefined ? quarters[quarter ?? ''] : ` ${minuteWords(minute)}`;
  },
};

/** "7j/7". */
const daysOfWeek: SpokenRule = {
  name: 'days of seven',
  holds: /\d ?j\/7/,
  pattern: /(?<![\p{L}\p{N}.,:/-])(?<days>[1-7]) ?j\/7(?![\p{L}\p{N}])/gu,
  say: ({ groups = {} }) => `${counted(groups.days ?? '', 'jour', false)} sur sept`,
};

export const times: readonly SpokenRule[] = [hours, clock, partOfHour, daysOfWeek];

function hourWords(digits: string): string {
  return counted(digits, 'heure');
}

/** Two figures: "douze heures cinq", not "zéro cinq". */
function minuteWords(digits: string): string {
  return cardinal(String(Number(digits)), { feminine: true });
}

function counted(digits: string, noun: string, feminine = true): string {
  const value = Number(digits);
  return `${cardinal(String(value), { feminine })} ${noun}${value >= 2 ? 's' : ''}`;
}
