import { z } from 'zod';
import { Sha256 } from './digest.ts';

/**
 * import.json: what an import wrote, so that a new edition can tell the user's corrections from the
 * publisher's. No task reads it.
 */
export const ImportRecord = z.strictObject({
  /** Chapter folder, such as `03-the-ferry`, to the SHA-256 of its text as imported. */
  chapters: z.record(z.string(), Sha256),
});
export type ImportRecord = z.infer<typeof ImportRecord>;
