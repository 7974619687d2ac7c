import { capitalised } from '../capitalised.ts';

/** Looks at most this far, in code units, so that a text takes time in proportion to its length. */
const reach = 48;

/** What stands in front of a match. */
export function before({ input, index }: RegExpExecArray, length: number = reach): string {
  return input.slice(Math.max(0, index - length), index);
}

/** What stands behind a match. */
export function after(
  { 0: { length: own }, input, index }: RegExpExecArray,
  length: number = reach,
): string {
  return input.slice(index + own, index + own + length);
}

/**
 * Whether a sentence begins with a match. The first of a text does only where a sentence's end, or
 * words in front of a title, show that it is one, and no mere figure. A short name with a full stop may be an abbreviation.
 */
export function startsSentence(match: RegExpExecArray): boolean {
  const head = before(match, 6).replace(/[“‘"'([«— ]+$/u, '');
  if (head === '' && match.index < 6) return /[.!?…][”’"')\]»]*$/.test(match.input.slice(-6));
  if (/(?<!\p{L})\p{Lu}\p{Ll}{0,3}\. $/u.test(before(match, 8))) return false;
  return /[.!?…][”’"')\]»]*$/.test(head) && / [“‘"'([«— ]*$/u.test(before(match, 6));
}

/** Whether a full stop that ends a match ends the sentence too. */
export function endsSentence(match: RegExpExecArray): boolean {
  return /^[”’"')\]]*(?:$| [“‘"'(]*\p{Lu})/u.test(after(match, 12));
}

/** The word with a capital where the one that it stands for has one. */
export function inCaseOf(written: string, word: string): string {
  return /^\p{Lu}/u.test(written) ? capitalised(word) : word;
}
