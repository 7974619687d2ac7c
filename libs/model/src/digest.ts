import { z } from 'zod';

/** SHA-256 of a file's bytes, as 64 hex digits. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'it is no SHA-256 in lower-case hex');
export type Sha256 = z.infer<typeof Sha256>;

/** SHA-256 of what was spoken: sample rate and samples of one take, as 64 hex digits. */
export const Digest = Sha256.brand<'Digest'>();
export type Digest = z.infer<typeof Digest>;

/** SHA-256 of what was asked for: everything that decides how a take sounds, as 64 hex digits. */
export const TakeKey = Sha256.brand<'TakeKey'>();
export type TakeKey = z.infer<typeof TakeKey>;

/**
 * Names a segment within its chapter: a hash of its text, and its count among equals. The letter in
 * front keeps command lines from reading one such as 12e456789012 as a number.
 */
export const SegmentId = z
  .string()
  .regex(
    /^s[0-9a-f]{12}(-[1-9]\d*)?$/,
    'it is no segment id, such as s3f9a1c2b7d04 or s3f9a1c2b7d04-2',
  )
  .brand<'SegmentId'>();
export type SegmentId = z.infer<typeof SegmentId>;
