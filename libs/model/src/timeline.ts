import { z } from 'zod';
import { SegmentId, Sha256 } from './digest.ts';

/** When a segment is heard in the chapter's audio, in seconds from its first sample. */
export const Cue = z.strictObject({
  segment: SegmentId,
  start: z.number().min(0),
  end: z.number().min(0),
});
export type Cue = z.infer<typeof Cue>;

/** timeline.json: what `encode` put where. */
export const Timeline = z.strictObject({
  /** Length of the chapter's audio with all its silence, in seconds. */
  seconds: z.number().min(0),
  /** Integrated loudness before the gain, in LUFS; null for silence. */
  measuredLufs: z.number().nullable(),
  /** Gain applied to the whole chapter, in dB. */
  gainDb: z.number(),
  /** AAC frames of 1,024 samples in the chapter's AAC stream. */
  aacFrames: z.number().int().min(0),
  /** SHA-256 of the encoded files: a stage that reads this file need not declare the audio. */
  sha256: z.strictObject({ mp3: Sha256, aac: Sha256 }),
  /** Segments that a draft has gaps for. */
  missing: z.array(SegmentId),
  cues: z.array(Cue),
});
export type Timeline = z.infer<typeof Timeline>;
