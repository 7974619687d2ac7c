import type { Lexicon } from '@audiobook/model/lexicon';
import { type AppliedReading, appliedReadings } from './lexicon/applied-readings.ts';
import type { EntryFinder, IsFree, LexiconMatch } from './lexicon/lexicon-match.ts';
import { patternFinder } from './lexicon/pattern-finder.ts';
import { wordFinder } from './lexicon/word-finder.ts';
import type { Replacement } from './normalise/settled-text.ts';

/** Whose entry it is: the book's own, or the workspace's, which all books share. */
export type LexiconOwner = 'book' | 'shared';

/** The lexicons of a book, and its language (BCP 47). */
export interface Lexicons extends Partial<Record<LexiconOwner, Lexicon>> {
  language: string;
}

/** An entry that was put in. */
export interface LexiconUse {
  owner: LexiconOwner;
  match: LexiconMatch;
  /** What was matched, as it stands in the text. */
  text: string;
  /** Readings of the same lexicon that match exactly the same text otherwise, one of the two by a pattern. */
  rivals: readonly AppliedReading[];
}

/**
 * Compiles the lexicons of a book into a function that finds their entries in a text, and what is read for each.
 *
 * What the book's own lexicon matches is not the shared one's any more. Within one, the match that begins first
 * wins; of several there the longest, then a word or phrase before a pattern, then one of an exact case, then
 * that of the narrower language, then the first. What an entry has put in is not matched again.
 *
 * A word ends at anything but a letter or digit; an apostrophe ends it where a word was shortened in front or a
 * clitic follows ("l’eau", "Joe’s"), so "don" is not in "don’t". ' and ’ are alike, and in words and phrases so is
 * all white space. Time is linear in the text for words, whatever their number, and for each pattern.
 *
 * @param onUse told each entry that is put in
 */
export function compileLexicon(
  { language, ...lexicons }: Lexicons,
  onUse?: (use: LexiconUse) => void,
): (text: string) => Replacement[] {
  const layers = (['book', 'shared'] as const)
    .map((owner) => ({ owner, finders: findersOf(lexicons[owner] ?? {}, language) }))
    .filter(({ finders }) => finders.length > 0);
  return (text) => {
    const found: LexiconMatch[] = [];
    for (const { owner, finders } of layers) {
      const taken = [...found];
      const isFree: IsFree = (start, end) =>
        !taken.some((match) => match.start < end && start < match.end);
      for (const { match, rivals } of matchesOf(text, finders, isFree)) {
        found.push(match);
        onUse?.({ owner, match, rivals, text: text.slice(match.start, match.end) });
      }
    }
    return layers.length < 2 ? found : found.sort((a, b) => a.start - b.start);
  };
}

function findersOf(lexicon: Lexicon, language: string): EntryFinder[] {
  const readings = appliedReadings(lexicon, language);
  const words = readings.filter(({ isPattern }) => !isPattern);
  const patterns = readings.filter(({ isPattern }) => isPattern);
  return [...(words.length === 0 ? [] : [wordFinder(words)]), ...patterns.map(patternFinder)];
}

interface Won {
  match: LexiconMatch;
  rivals: AppliedReading[];
}

/** The matches that win, in order, and those that lose to another reading of the same text. */
function matchesOf(text: string, finders: readonly EntryFinder[], isFree: IsFree): Won[] {
  const won: Won[] = [];
  let nexts = finders.map((finder) => finder.next(text, 0, isFree));
  for (;;) {
    const all = nexts.filter((next) => next !== undefined);
    const [first, ...others] = all;
    if (first === undefined) return won;
    const match = others.reduce((best, other) => (comesBefore(other, best) ? other : best), first);
    const { start, end, words } = match;
    const rivals = all.filter(
      (next) => next.start === start && next.end === end && next.words !== words,
    );
    won.push({ match, rivals: rivals.map(({ reading }) => reading) });
    nexts = nexts.map((next, index) =>
      next !== undefined && next.start < end ? finders[index]?.next(text, end, isFree) : next,
    );
  }
}

/** Whether a match wins over one that stands before it in the lexicon, or is a word. */
function comesBefore(one: LexiconMatch, other: LexiconMatch): boolean {
  if (one.start !== other.start) return one.start < other.start;
  if (one.end !== other.end) return one.end > other.end;
  if (!other.reading.isPattern) return false;
  if (one.reading.anyCase !== other.reading.anyCase) return other.reading.anyCase;
  return one.reading.language.length > other.reading.language.length;
}
