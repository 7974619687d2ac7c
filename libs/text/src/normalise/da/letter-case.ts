import { capitalised } from '../capitalised.ts';
/** Words that begin with a capital if what is written does. */
export function likeWritten(written: string, words: string): string {
  return /^\p{Lu}/u.test(written) ? capitalised(words) : words;
}
