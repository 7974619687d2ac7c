import { z } from 'zod';
import { LanguageTag } from './book.ts';

const say = z.string().trim().min(1);

/** One way in which an entry of the lexicon is read, and where. */
export const LexiconReading = z.strictObject({
  /** What is said instead; of a pattern, `$1` and `$<name>` stand for its groups. */
  say,
  /** Whether only the entry's own capitals match, or any; by default `any` for an entry in lower case alone. */
  case: z.enum(['exact', 'any']).optional(),
  /** Whether the entry is a regular expression, in RE2's syntax. */
  pattern: z.boolean().optional(),
  /** Whether a pattern matches whole words alone, which it does by default. */
  whole: z.boolean().optional(),
  /** In books of this language alone (BCP 47): `fr` for every French, `fr-CA` for Canada's. */
  language: LanguageTag.optional(),
});
export type LexiconReading = z.infer<typeof LexiconReading>;

/** What an entry says: the respelling alone, a reading, or several for several languages. */
export const LexiconEntry = z.union([say, LexiconReading, z.array(LexiconReading).min(1)]);
export type LexiconEntry = z.infer<typeof LexiconEntry>;

/**
 * lexicon.json: a word, phrase or pattern of the book to how it is to be read.
 *
 * Whole words only. An entry in lower case matches any case; one with a capital matches exactly.
 */
export const Lexicon = z.record(z.string().trim().min(1), LexiconEntry);
export type Lexicon = z.infer<typeof Lexicon>;
