import type { SpokenRule } from '../spoken-language.ts';
import { withoutStop } from './abbreviation-words.ts';
import { cardinal, digitByDigit } from './number-words.ts';

const signs: Readonly<Record<string, string>> = {
  ...{ '.': 'punktum', '/': 'skråstreg', '-': 'bindestreg', '@': 'snabel-a', ':': 'kolon' },
  ...{ '?': 'spørgsmålstegn', '=': 'lighedstegn', '&': 'og-tegn', '#': 'havelåge', '%': 'procent' },
  ...{ '+': 'plus', '~': 'tilde' },
};

/** An address as it is dictated; "https://" is not, since nobody types it. */
function dictate(address: string): string {
  return address
    .toLowerCase()
    .replace(/^(?:https?:\/\/|mailto:)/i, '')
    .replace(/\/$/, '')
    .replace(/^www(?=\.)/i, 'w w w')
    .replace(/\d+/g, (digits) => ` ${sayDigits(digits)} `)
    .replace(/[./@:?=&#%+~-]/g, (sign) => ` ${signs[sign]} `)
    .replace(/ {2,}/g, ' ')
    .replace(/\p{L}+/gu, (word) => (withoutStop.has(word) ? [...word].join(' ') : word))
    .trim();
}

function sayDigits(digits: string): string {
  const isNumber = digits.length <= 4 && !digits.startsWith('0');
  return isNumber ? cardinal(Number(digits), 'neuter') : digitByDigit(digits);
}

const atom = '[\\p{L}\\d-]{1,63}';
const path = '(?:[/?#][\\p{L}\\d./?=&#%+~-]*[\\p{L}\\d/])?';

/** "jens@eksempel.dk", "https://www.eksempel.dk/bog", "eksempel.dk". */
export const webAddress: SpokenRule = {
  name: 'web or e-mail address',
  holds: /@|www\.|:\/\/|[\p{L}\d]\.(?:dk|com|org|net)\b/iu,
  pattern: new RegExp(
    [
      `(?<![\\p{L}\\d+-])[\\p{L}\\d+-]{1,64}(?:\\.[\\p{L}\\d+-]{1,64}){0,6}@${atom}(?:\\.${atom}){1,6}(?![\\p{L}\\p{N}])`,
      `(?<![\\p{L}\\d])(?i:https?://|www\\.)${atom}(?:\\.${atom}){1,6}${path}`,
      `(?<![\\p{L}\\d-])(?:${atom}\\.){1,4}(?:dk|com|org|net)(?![\\p{L}\\p{N}])${path}`,
    ].join('|'),
    'gu',
  ),
  say: ([address]) => dictate(address),
};
