import type { SpokenRule } from '../spoken-language.ts';
import { cardinal, digitPair } from './number-words.ts';

/** An hour is neuter: "klokken et". */
function hour(value: number): string {
  return cardinal(value, 'neuter');
}

function clock(hours: string, minutes: string | undefined): string {
  const rest = minutes === undefined || minutes === '00' ? '' : ` ${digitPair(minutes)}`;
  return hour(Number(hours)) + rest;
}

/** "kl. 8.30", "kl. 14:05", "kl. 8": minutes are said as they are written. */
const afterClock: SpokenRule = {
  name: 'time of day',
  holds: /klokken \d/i,
  pattern:
    /(?<=(?:[Kk]lokken|KLOKKEN)(?: \d{1,2}(?:[.:][0-5]\d)? ?(?:[-–]|til|og|eller))? ?)(?<hours>[01]?\d|2[0-4])(?:[.:](?<minutes>[0-5]\d))?(?![\p{L}\p{N}½¼¾/]|[.:,]\d| \d\/\d)(?<range>[-–](?=\d))?/gu,
  say: ({ groups }) =>
    clock(groups?.hours ?? '', groups?.minutes) + (groups?.range === undefined ? '' : ' til '),
};

/** "14:05", "8:30:15": with a colon it is a time wherever it stands. */
const withColon: SpokenRule = {
  name: 'time with a colon',
  holds: /\d:\d/,
  pattern:
    /(?<![\p{L}\p{N}.,:/])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\p{L}\p{N}/]|[.:,]\d)/gu,
  say: ([, hours = '', minutes, seconds]) =>
    seconds === undefined
      ? clock(hours, minutes)
      : `${clock(hours, minutes)} ${digitPair(seconds)}`,
};

const nextHour = (value: number) => hour((value % 12) + 1);

/** "Kl. 8½" is half of the ninth hour, halv ni; a quarter is "over" or "i". */
const fractionOfHour: SpokenRule = {
  name: 'half and quarter hours',
  holds: /klokken \d/i,
  pattern:
    /(?<=(?:[Kk]lokken|KLOKKEN) )(?<hours>1[0-2]|\d)(?:(?<sign>[½¼¾])| (?<written>1\/2|1\/4|3\/4)| ?(?<sign2>[½¼¾]))(?![\p{L}\p{N}/])/gu,
  say({ groups }) {
    const value = Number(groups?.hours);
    const part = groups?.sign ?? groups?.sign2 ?? groups?.written;
    if (value === 0) return undefined;
    if (part === '½' || part === '1/2') return `halv ${nextHour(value)}`;
    return part === '¼' || part === '1/4'
      ? `kvart over ${hour(value)}`
      : `kvart i ${nextHour(value)}`;
  },
};

export const times: readonly SpokenRule[] = [fractionOfHour, afterClock, withColon];
