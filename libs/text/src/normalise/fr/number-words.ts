import { toCardinal, toOrdinal } from 'n2words/fr-FR';

/** How a number agrees with what it counts. */
export interface Agreement {
  /** Counts a feminine noun: "vingt et une pages". */
  feminine?: boolean | undefined;
  /** Stands for an ordinal, where vingt and cent have no s: "page quatre-vingt". */
  rank?: boolean | undefined;
}

/** Beyond it figures are said one by one. */
const mostDigits = 15;

/**
 * A whole number in words, from its digits.
 *
 * `n2words` has the cardinals right: et in 21 and 71 but not in 81 and 91, the s of quatre-vingts and
 * deux cents and its loss in front of a number and of mille, mille without un. It knows no agreement
 * with a noun; that is done here. Leading zeros are said ("zéro sept"). Spelling of before 1990,
 * hyphens below a hundred only, which engines know best.
 */
export function cardinal(digits: string, { feminine, rank }: Agreement = {}): string {
  if (digits.length > mostDigits) return [...digits].map((digit) => toCardinal(digit)).join(' ');
  const [zeros = ''] = /^0+(?=\d)/.exec(digits) ?? [];
  const words = toCardinal(digits.slice(zeros.length));
  return `${'zéro '.repeat(zeros.length)}${agree(words, { feminine, rank })}`;
}

function agree(words: string, { feminine, rank }: Agreement): string {
  if (feminine && /(?:^|[ -])un$/.test(words)) return `${words}e`;
  return rank ? words.replace(/(vingt|cent)s$/, '$1') : words;
}

/** How an ordinal agrees with its noun. */
export interface OrdinalAgreement {
  feminine?: boolean | undefined;
  plural?: boolean;
}

/** An ordinal, from the digits of its number: première, deuxièmes, vingt et unième. */
export function ordinal(digits: string, { feminine, plural }: OrdinalAgreement = {}): string {
  const value = Number(digits);
  // "Millionième", not "un millionième".
  const words = value === 1 && feminine ? 'première' : toOrdinal(value).replace(/^un (?=mil)/, '');
  return plural ? `${words}s` : words;
}
