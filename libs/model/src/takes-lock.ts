import { z } from 'zod';
import { Digest, SegmentId, TakeKey } from './digest.ts';

/** The take of a segment that the user has accepted: what was asked for, and what was spoken. */
export const LockedTake = z.strictObject({ key: TakeKey, digest: Digest });
export type LockedTake = z.infer<typeof LockedTake>;

/** takes.lock.json: the user's word that these takes are the book. */
export const TakesLock = z.strictObject({
  /**
   * By engine, the identities of the models that locked takes were spoken with. A key does not tell its
   * model, and a lock holds when the segment asks for its key with one of these.
   */
  models: z.record(z.string(), z.array(z.string().min(1))),
  /** By chapter folder and segment. */
  chapters: z.record(z.string(), z.record(SegmentId, LockedTake)),
});
export type TakesLock = z.infer<typeof TakesLock>;

/** A chapter's locked takes by segment. */
export type LockedChapter = TakesLock['chapters'][string];
