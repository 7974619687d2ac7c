import { z } from 'zod';
import { VoiceName } from './cast.ts';
import { SegmentId } from './digest.ts';

/** What a person changed about one segment. */
export const Correction = z.strictObject({
  /** Said instead of the segment's own text; the lexicon does not touch it. */
  spoken: z.string().min(1).optional(),
  voice: VoiceName.optional(),
  /** The number of the take to use. */
  take: z.number().int().min(1).optional(),
  /** Silence after the segment, in milliseconds. */
  pauseAfterMs: z.number().int().min(0).max(60_000).optional(),
  /** Leaves the segment out of the audiobook. */
  skip: z.literal(true).optional(),
});
export type Correction = z.infer<typeof Correction>;

/** corrections.json: a chapter's corrections by segment id, and a title other than its heading. */
export const Corrections = z.strictObject({
  $schema: z.string().optional(),
  /** Shown in tags, file names and chapter lists; the heading is spoken as it stands. */
  title: z.string().min(1).optional(),
  segments: z.record(SegmentId, Correction).default({}),
});
export type Corrections = z.infer<typeof Corrections>;
