import { z } from 'zod';

/** A voice's name: its folder under `voices/`. */
export const VoiceName = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'it is no name of a voice, which is that of its folder under voices/',
  );
export type VoiceName = z.infer<typeof VoiceName>;

/** cast.json: who speaks with which voice. */
export const Cast = z.strictObject({
  $schema: z.string().optional(),
  narrator: z.strictObject({ voice: VoiceName }),
});
export type Cast = z.infer<typeof Cast>;
