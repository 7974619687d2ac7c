/** The gender that "one" takes from what is counted: en mand, et hus. */
export type Gender = 'common' | 'neuter';

const small =
  'nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten'.split(
    ' ',
  );
const tens = ' ti tyve tredive fyrre halvtreds tres halvfjerds firs halvfems'.split(' ');

/** Behind a thousand, from small to large, with their plurals. */
const powers = [
  [1_000_000_000, 'milliard', 'milliarder'],
  [1_000_000, 'million', 'millioner'],
  [1_000, 'tusind', 'tusind'],
] as const;

/** No number from here on is said as one. */
export const countless = 1_000_000_000_000;

/**
 * A whole number from 0 to `countless` in words: "et tusind ni hundrede og fjorten".
 *
 * Below a hundred one word ("enogtyve"), from there on the parts stand apart, and "og" joins what is
 * below a hundred. 100 and 1,000 are said without "et". Written here because n2words 4.0.0 has other
 * forms than readers of Danish: "halvtredsde", "en millioner", "ettusinde og nihundrede".
 */
export function cardinal(value: number, gender: Gender = 'common'): string {
  if (value === 100) return 'hundrede';
  if (value === 1_000) return 'tusind';
  return spellOut(value, gender);
}

/** The same within a larger number, where a hundred and a thousand have their "et". */
export function spellOut(value: number, gender: Gender): string {
  if (value < 100) return belowHundred(value, gender);
  const parts: string[] = [];
  let rest = value;
  for (const [power, one, many] of powers) {
    const count = Math.floor(rest / power);
    rest %= power;
    if (count === 0) continue;
    parts.push(spellOut(count, power === 1_000 ? 'neuter' : 'common'), count === 1 ? one : many);
  }
  const hundreds = Math.floor(rest / 100);
  if (hundreds > 0) parts.push(belowHundred(hundreds, 'neuter'), 'hundrede');
  if (rest % 100 > 0) parts.push('og', belowHundred(rest % 100, gender));
  return parts.join(' ');
}

function belowHundred(value: number, gender: Gender): string {
  if (value === 1) return gender === 'neuter' ? 'et' : 'en';
  if (value < 20) return small[value] ?? '';
  const unit = value % 10;
  return `${unit > 0 ? `${small[unit]}og` : ''}${tens[Math.floor(value / 10)]}`;
}

/** Digits one by one: "nul fem". */
export function digitByDigit(digits: string): string {
  return [...digits].map((digit) => small[Number(digit)]).join(' ');
}

/** Two digits as telephone numbers and minutes have them: "tolv", "nul fem". */
export function digitPair(pair: string): string {
  return pair.startsWith('0') ? digitByDigit(pair) : cardinal(Number(pair), 'neuter');
}

/** A year: counted in hundreds from 1100 to 1999, as "nitten hundrede og fjorten". */
export function yearWords(year: number): string {
  const rest = year % 100;
  if (year < 1_100 || year > 1_999) return cardinal(year, 'neuter');
  const hundreds = `${small[Math.floor(year / 100)]} hundrede`;
  return rest === 0 ? hundreds : `${hundreds} og ${belowHundred(rest, 'neuter')}`;
}
