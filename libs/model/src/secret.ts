import { z } from 'zod';

/**
 * Where a secret is kept, which is never in a settings file itself: an environment variable, or a
 * file, whose path is relative to the folder that the settings file is of.
 */
export const Secret = z.union(
  [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
  {
    error: 'it is neither {"env": "NAME"} nor {"file": "…"}; a secret is never in this file itself',
  },
);
export type Secret = z.infer<typeof Secret>;
