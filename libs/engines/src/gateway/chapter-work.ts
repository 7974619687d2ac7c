/** What a run tells the gateway of a chapter before its task begins. */

import { z } from 'zod';

const count = z.number().int().min(0);

/** A chapter that a run may speak; its place in the run is its index among the run's chapters. */
export const ChapterWork = z.object({
  project: z.string(),
  /** The slug of its book. */
  book: z.string(),
  /** Segments in the chapter; those that are equal are spoken once and count once. */
  segments: count,
  /** Those that need no speaking: their takes are there. */
  done: count,
  /** Characters of the others, in UTF-16 code units. */
  characters: count,
  /** The chapter has no script yet: its numbers are guessed from the length of its text. */
  estimated: z.boolean(),
});
export type ChapterWork = z.infer<typeof ChapterWork>;
