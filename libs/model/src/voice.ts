import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { isSampleName } from './sample-voice.ts';

/** A number, text or switch that an engine is sent with a segment. */
export const EngineParams = z.record(
  z.string(),
  z.union([z.string(), z.number().finite(), z.boolean()]),
);
export type EngineParams = z.infer<typeof EngineParams>;

/** A text that must be said: one that is missing is told the same as an empty one. */
function statement(problem: string) {
  return z
    .string()
    .refine((text) => text.trim() !== '', problem)
    .prefault('');
}

/** A recording of somebody, which lies beside voice.json as sample.wav, and what allows its use. */
export const VoiceSample = z.strictObject({
  /** Of the bytes of sample.wav. */
  sha256: Sha256,
  licence: statement('say under which licence the recording may be used'),
  consent: statement(
    'a sample without a consent statement is refused: say whose voice it is and how they agreed to this use, or why no consent is needed',
  ),
});
export type VoiceSample = z.infer<typeof VoiceSample>;

/** voices/<name>/voice.json: an engine, and what it needs to sound like someone. */
export const Voice = z
  .strictObject({
    $schema: z.string().optional(),
    description: z.string().optional(),
    engine: z.string().min(1),
    /** Identity of the model that speaks, where it is not the one that the book pins for the engine. */
    model: z.string().min(1).max(500).optional(),
    /** A voice that the engine brings along. */
    preset: z
      .string()
      .min(1)
      .refine((name) => !isSampleName(name), 'no preset begins with “sha256:”; name a "sample"')
      .optional(),
    sample: VoiceSample.optional(),
    params: EngineParams.default({}),
  })
  .superRefine(({ preset, sample }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (preset !== undefined && sample !== undefined) {
      wrong('sample', 'a voice has a "preset" or a "sample", not both');
    } else if (preset === undefined && sample === undefined) {
      wrong('preset', 'it is missing, and there is no "sample" either');
    }
  });
export type Voice = z.infer<typeof Voice>;
