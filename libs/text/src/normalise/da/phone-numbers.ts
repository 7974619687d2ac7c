import type { SpokenRule } from '../spoken-language.ts';
import { cardinal, digitPair } from './number-words.ts';

/**
 * Danish numbers have eight digits, which are said as four pairs: written as pairs or fours, or in
 * one behind "telefon" or a country's code. The code is a number: "plus femogfyrre".
 */
const phoneNumber: SpokenRule = {
  name: 'telephone number',
  holds: /\d{2} ?\d{2}/,
  pattern:
    /(?<![\p{L}\p{N}.,/-])(?:\+(?<code>\d{2,3}) ?)?(?<number>\d{2}(?: \d{2}){3}|\d{4} \d{4}|(?<=(?:telefon|telf?\.?|tlf\.?|mobil|nummer|\+\d{2}) ?)\d{8})(?! ?\d|[\p{L}\p{N}/])/giu,
  say({ groups }) {
    const number = groups?.number ?? '';
    const pairs = number.replaceAll(' ', '').match(/\d{2}/g) ?? [];
    const code = groups?.code === undefined ? '' : `plus ${cardinal(Number(groups.code))} `;
    return code + pairs.map(digitPair).join(' ');
  },
};

/** "010190-1234", six digits and four: said in pairs as well. */
const personNumber: SpokenRule = {
  name: 'civil registration number',
  holds: /\d{6}-\d{4}/,
  pattern: /(?<![\p{L}\p{N}.,/-])(\d{6})-(\d{4})(?![\p{L}\p{N}/-])/gu,
  say: ([, birth = '', rest = '']) =>
    [birth, rest].map((part) => (part.match(/\d{2}/g) ?? []).map(digitPair).join(' ')).join(', '),
};

export const phoneNumbers: readonly SpokenRule[] = [phoneNumber, personNumber];
