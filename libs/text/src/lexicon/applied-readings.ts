import type { Lexicon, LexiconEntry, LexiconReading } from '@audiobook/model/lexicon';

/** A reading of an entry, as it holds in a book of one language. */
export interface AppliedReading {
  /** The entry, as the lexicon has it. */
  written: string;
  /** Which of the entry's readings it is, from 0. */
  index: number;
  say: string;
  /** Whether it matches whatever the case. */
  anyCase: boolean;
  isPattern: boolean;
  /** Whether a pattern matches whole words alone. */
  whole: boolean;
  /** In lower case; empty for every language. Of those of one book, the longer is the narrower. */
  language: string;
}

/** The readings of an entry, in their order; a text alone is one. */
export function readingsOf(entry: LexiconEntry): readonly LexiconReading[] {
  if (typeof entry === 'string') return [{ say: entry }];
  return Array.isArray(entry) ? entry : [entry];
}

/** The readings that a book of a language has (BCP 47), in the lexicon's order; without one, those of all. */
export function appliedReadings(lexicon: Lexicon, language?: string): AppliedReading[] {
  return Object.entries(lexicon).flatMap(([written, entry]) =>
    readingsOf(entry).flatMap((reading, index) => {
      if (language !== undefined && !speaks(reading, language)) return [];
      const { say, pattern: isPattern = false, whole = true } = reading;
      const anyCase = (reading.case ?? defaultCase(written, isPattern)) === 'any';
      const of = reading.language?.toLowerCase() ?? '';
      return [{ written, index, say, anyCase, isPattern, whole, language: of }];
    }),
  );
}

/** Whether a reading is of a book's language: that of its own tag, or of one that begins with it. */
export function speaks(
  { language: own = '' }: Pick<LexiconReading, 'language'>,
  language: string,
): boolean {
  return own === '' || `${language}-`.toLowerCase().startsWith(`${own}-`.toLowerCase());
}

/** Of a pattern's letters, those that name classes and groups have no case. */
const named = /\\[pP]\{(?!L[ut]\})[^}]*\}|\\[A-Zac-z]|\(\?P?<[^>]*>/g;

function defaultCase(written: string, isPattern: boolean): 'exact' | 'any' {
  const letters = isPattern ? written.replace(named, '') : written.normalize('NFC');
  return letters === letters.toLowerCase() ? 'any' : 'exact';
}
