import type { Replacement } from '../normalise/settled-text.ts';
import type { AppliedReading } from './applied-readings.ts';

/** Where a reading of the lexicon matches a text, and what is said there. */
export interface LexiconMatch extends Replacement {
  reading: AppliedReading;
}

/** Finds where entries match. */
export interface EntryFinder {
  /**
   * The first match that begins at `from` or behind it, and of several there the one that wins; only such as
   * `isFree` allows. Offsets are UTF-16 code units.
   */
  next(text: string, from: number, isFree: IsFree): LexiconMatch | undefined;
}

/** Whether a range may be matched. */
export type IsFree = (start: number, end: number) => boolean;

/** Whether a match is what is left of a word: "s" in "Joe’s", "t" in "don’t". */
export function isClitic(text: string, start: number, end: number): boolean {
  return (
    /['’ʼ]/.test(text.charAt(start - 1)) && /^(?:s|d|m|t|ll|re|ve)$/i.test(text.slice(start, end))
  );
}
