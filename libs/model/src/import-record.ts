import { z } from 'zod';
import { Sha256 } from './digest.ts';

/** What becomes of footnotes and endnotes; their marks in the text are never read. */
export const NotesChoice = z.enum(['leave-out', 'in-place', 'chapter-end']);
export type NotesChoice = z.infer<typeof NotesChoice>;

/**
 * import.json: what an import wrote, so that a new edition can tell the user's corrections from the
 * publisher's. No task reads it.
 */
export const ImportRecord = z.strictObject({
  /** Chapter folder, such as `03-the-ferry`, to the SHA-256 of its text as imported. */
  chapters: z.record(z.string(), Sha256),
  /** What the user chose, which holds for a new edition as long as nothing else is chosen. */
  notes: NotesChoice.optional(),
  keep: z.array(z.string()).optional(),
  drop: z.array(z.string()).optional(),
});
export type ImportRecord = z.infer<typeof ImportRecord>;
