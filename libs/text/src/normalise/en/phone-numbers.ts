import type { SpokenRule } from '../spoken-language.ts';
import { before } from './around-match.ts';
import { digitByDigit } from './number-words.ts';

const separator = '[ .-]';

/** Groups of digits one by one, with a pause between them. */
function groups(written: string): string {
  const plus = written.startsWith('+') ? 'plus ' : '';
  const digits = written.match(/\d+/g) ?? [];
  return plus + digits.map((group) => digitByDigit(group, 'oh')).join(', ');
}

/** "+44 20 7946 0958", "(555) 010-1234", "555-010-1234", "020 7946 0958". */
const phoneNumber: SpokenRule = {
  name: 'telephone number',
  holds: /\d{3}/,
  pattern: new RegExp(
    [
      `\\+\\d{1,3}(?:${separator}\\(?\\d{1,5}\\)?){2,5}`,
      '\\+\\d{7,15}',
      '\\(\\d{3,5}\\) ?\\d{3,4}[ -]\\d{3,4}',
      `(?:\\d-)?\\d{3}(?<first>[.-])\\d{3}\\k<first>\\d{4}`,
      `0\\d{2,4} \\d{3,6}(?: \\d{3,4})?`,
    ]
      .map((form) => `(?<![\\p{L}\\d.,+£$€-])${form}(?![\\p{L}\\d]|[.,-]\\d)`)
      .join('|'),
    'gu',
  ),
  say: ([written]) => groups(written),
};

/** Seven digits, "555-0123": also a range, unless it is said what it is or the figure is made up. */
const localNumber: SpokenRule = {
  name: 'telephone number without its area',
  holds: /\d{3}-\d{4}/,
  pattern: /(?<![\p{L}\d.,£$€-])\d{3}-\d{4}(?![\p{L}\d]|[.,-]\d)/gu,
  say(match) {
    const called =
      /\b(?:phone|telephone|tel\.?|call|dial|ring|fax|at|on)[^\p{L}\d]{1,3}(?:number )?$/iu;
    const isPhone = match[0].startsWith('555') || called.test(before(match));
    return isPhone ? groups(match[0]) : undefined;
  },
};

/** "Dial 999." */
const emergencyNumber: SpokenRule = {
  name: 'emergency number',
  holds: /\b(?:911|999|112)\b/,
  pattern:
    /(?<=(?:[Cc]all|[Dd]ial|[Rr]ing|[Rr]ang|[Pp]hone)(?:s|ed|led|d|ing|ling)? )(?:911|999|112)(?![\p{L}\p{N}]|[.,:-]\d)/gu,
  say: ([written]) => digitByDigit(written),
};

export const phoneNumbers: readonly SpokenRule[] = [phoneNumber, localNumber, emergencyNumber];
