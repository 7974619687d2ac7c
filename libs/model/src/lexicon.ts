import { z } from 'zod';

/**
 * lexicon.json: a word or phrase of the book to how it is to be read.
 *
 * Whole words only. An entry in lower case matches any case; one with a capital matches exactly.
 */
export const Lexicon = z.record(z.string().trim().min(1), z.string().trim().min(1));
export type Lexicon = z.infer<typeof Lexicon>;
