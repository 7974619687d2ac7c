import { createHash } from 'node:crypto';
import type { Digest } from '@audiobook/model/digest';
import type { Speech } from '@audiobook/model/take';

/** SHA-256 of what was spoken: the sample rate as an unsigned 32-bit little-endian number, then the samples. */
export function digestOf({ sampleRate, pcm }: Speech): Digest {
  const rate = Buffer.alloc(4);
  rate.writeUInt32LE(sampleRate);
  return createHash('sha256').update(rate).update(pcm).digest('hex') as Digest;
}
