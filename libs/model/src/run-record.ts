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

/** What was foretold of a run when it began to speak. */
export const RunForecast = z.strictObject({
  /** From its first segment to its last. */
  wallSeconds: z.number().min(0),
  /** Between which it should lie. */
  wallRange: z.array(z.number().min(0)).length(2),
  /** Of all slots from start to release. */
  slotSeconds: z.number().min(0),
  /** Dollars; null where a slot has no price. */
  cost: z.number().min(0).nullable(),
  costRange: z.array(z.number().min(0)).length(2).nullable(),
});
export type RunForecast = z.infer<typeof RunForecast>;

/** A book that was published. */
export const PublishedBook = z.strictObject({
  slug: z.string(),
  title: z.string(),
  author: z.string(),
  /** What was made, relative to the workspace: the M4B first, then the playlist. */
  files: z.array(z.string()),
  chapters: z.number().int().min(0),
  seconds: z.number().min(0),
  /** Segments that a draft lacks. */
  missing: z.number().int().min(0),
});
export type PublishedBook = z.infer<typeof PublishedBook>;

/** How a run ended: all done, something failed, stopped by the user, or out of money. */
export const RunOutcome = z.enum(['success', 'failed', 'interrupted', 'budget']);
export type RunOutcome = z.infer<typeof RunOutcome>;

/** The time of all slots that something had so far, in seconds. */
export const SlotTime = z.strictObject({
  loadSeconds: z.number().min(0),
  speakingSeconds: z.number().min(0),
  idleSeconds: z.number().min(0),
  /** For which those that are still warm will be so until they end by themselves, unless somebody uses them. */
  warmSeconds: z.number().min(0),
  /** From when the first slot was needed to when the last one was. */
  wallSeconds: z.number().min(0),
});
export type SlotTime = z.infer<typeof SlotTime>;

/** What that cost, and what being warm will yet cost, in dollars. */
export const SlotCost = z.strictObject({
  dollars: z.number().min(0),
  warmDollars: z.number().min(0),
});
export type SlotCost = z.infer<typeof SlotCost>;

/** .audiobook/runs/latest.json: what a whole Nx run did. */
export const RunSummary = z.strictObject({
  outcome: RunOutcome,
  /** Of the chapters, and of what was spoken to be listened to: samples, further takes, phrases. */
  spoken: z.number().int().min(0),
  reused: z.number().int().min(0),
  failed: z.number().int().min(0),
  charactersSpoken: z.number().int().min(0),
  audioSeconds: z.number().min(0),
  wallSeconds: z.number().min(0),
  chapters: z.array(ChapterRecord),
  /** Books that this run published, not those that Nx restored. */
  published: z.array(PublishedBook),
  failures: z.array(RunFailure),
  /** Where something had to be spoken, and it is known how fast that goes. */
  forecast: RunForecast.optional(),
  /** Where any slot was needed. */
  slots: SlotTime.optional(),
  /** Where one of them has a price. */
  cost: SlotCost.optional(),
});
export type RunSummary = z.infer<typeof RunSummary>;
