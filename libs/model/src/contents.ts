import { z } from 'zod';
import { SegmentId, Sha256 } from './digest.ts';

/** contents.json: a book's chapter folders in order; changes only when a chapter comes or goes. */
export const Contents = z.strictObject({ chapters: z.array(z.string()) });
export type Contents = z.infer<typeof Contents>;

/** chapter.json: a finished chapter, as `publish` needs it to join the book. */
export const FinishedChapter = z.strictObject({
  /** The chapter's place in the book, from 1. */
  number: z.number().int().min(1),
  title: z.string(),
  /** File names beside this file. */
  mp3: z.string(),
  vtt: z.string(),
  /** Length of the chapter's audio, in seconds. */
  seconds: z.number().min(0),
  /** AAC frames of 1,024 samples in the chapter's AAC stream. */
  aacFrames: z.number().int().min(0),
  /** SHA-256 of the chapter's AAC stream, which stands for it. */
  aacSha256: Sha256,
  /** Segments that a draft has gaps for, with the book's own text. */
  missing: z.array(z.strictObject({ segment: SegmentId, text: z.string() })),
});
export type FinishedChapter = z.infer<typeof FinishedChapter>;
