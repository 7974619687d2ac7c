import { z } from 'zod';

/** Who writes: a machine, a pipeline, a pull request. Everything that came from it is revoked together. */
export const Writer = z
  .string()
  .regex(/^[^\p{C}]{1,100}$/u, 'it is no name of a writer: 1 to 100 characters that can be printed')
  .brand<'Writer'>();
export type Writer = z.infer<typeof Writer>;
