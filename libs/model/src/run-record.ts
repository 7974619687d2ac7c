import { z } from 'zod';

/** What one `synthesize` of one chapter did. `restored`: Nx had it, and it was not run. */
export const ChapterRecord = z.strictObject({
  project: z.string(),
  state: z.enum(['done', 'failed', 'restored']),
  segments: z.number().int().min(0),
  spoken: z.number().int().min(0),
  reused: z.number().int().min(0),
  failed: z.number().int().min(0),
  charactersSpoken: z.number().int().min(0),
  /** Length of the chapter's speech, in seconds. */
  audioSeconds: z.number().min(0),
  wallSeconds: z.number().min(0),
});
export type ChapterRecord = z.infer<typeof ChapterRecord>;

/** A failed task, and what to do. */
export const RunFailure = z.strictObject({
  project: z.string(),
  target: z.string(),
  message: z.string(),
});
export type RunFailure = z.infer<typeof RunFailure>;

/** .audiobook/runs/latest.json: what a whole Nx run did. */
export const RunSummary = z.strictObject({
  spoken: z.number().int().min(0),
  reused: z.number().int().min(0),
  failed: z.number().int().min(0),
  charactersSpoken: z.number().int().min(0),
  audioSeconds: z.number().min(0),
  wallSeconds: z.number().min(0),
  chapters: z.array(ChapterRecord),
  failures: z.array(RunFailure),
});
export type RunSummary = z.infer<typeof RunSummary>;
