import { z } from 'zod';

const hex64 = /^[0-9a-f]{64}$/;

/** SHA-256 of what was spoken: sample rate and samples of one take, as 64 hex digits. */
export const Digest = z.string().regex(hex64, 'a SHA-256 in lower-case hex').brand<'Digest'>();
export type Digest = z.infer<typeof Digest>;

/** SHA-256 of what was asked for: everything that decides how a take sounds, as 64 hex digits. */
export const TakeKey = z.string().regex(hex64, 'a SHA-256 in lower-case hex').brand<'TakeKey'>();
export type TakeKey = z.infer<typeof TakeKey>;

/** Names a segment within its chapter: a hash of its text, and its count among equals. */
export const SegmentId = z
  .string()
  .regex(/^[0-9a-f]{12}(-[1-9]\d*)?$/, 'a segment id such as 3f9a1c2b7d04 or 3f9a1c2b7d04-2')
  .brand<'SegmentId'>();
export type SegmentId = z.infer<typeof SegmentId>;
