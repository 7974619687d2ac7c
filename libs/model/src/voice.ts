import { z } from 'zod';

/** A number, text or switch that an engine is sent with a segment. */
export const EngineParams = z.record(
  z.string(),
  z.union([z.string(), z.number().finite(), z.boolean()]),
);
export type EngineParams = z.infer<typeof EngineParams>;

/** voices/<name>/voice.json: an engine, and what it needs to sound like someone. */
export const Voice = z.strictObject({
  $schema: z.string().optional(),
  description: z.string().optional(),
  engine: z.string().min(1),
  /** A voice that the engine brings along. */
  preset: z.string().min(1),
  params: EngineParams.default({}),
});
export type Voice = z.infer<typeof Voice>;
