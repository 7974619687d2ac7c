import type { SpokenRule } from '../spoken-language.ts';
import { cardinal } from './number-words.ts';

const pairs = String.raw`(?:(?<sep>[ .-])\d\d(?:\k<sep>\d\d){3}|\d{8})`;

/** A French telephone number is read by twos, a pause between them: "zéro un, quarante-deux, …". */
const phoneNumber: SpokenRule = {
  name: 'phone number',
  holds: /\d\d[ .-]?\d\d[ .-]?\d\d/,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}+]|[.,-])(?:(?<country>\+\d{1,3}|00\d\d) ?(?:\(0\) ?)?(?<digit>[1-9])|(?<lead>0[1-9]))${pairs}(?![\p{L}\p{N}]|[ .,-]\d)`,
    'gu',
  ),
  say({ 0: all, groups }) {
    const country = groups?.country ?? '';
    const number = all.slice(country.length).replace(/\(0\)/, '').replace(/\D/g, '');
    const twos = number.length % 2 === 0 ? number : ` ${number}`;
    const said = (twos.match(/../g) ?? []).map((two) => cardinal(two.trim()));
    return [countryCode(country), ...said].filter((part) => part !== '').join(', ');
  },
};

export const phoneNumbers: readonly SpokenRule[] = [phoneNumber];

function countryCode(code: string): string {
  if (code === '') return '';
  return code.startsWith('+')
    ? `plus ${cardinal(code.slice(1))}`
    : `zéro zéro ${cardinal(code.slice(2))}`;
}
