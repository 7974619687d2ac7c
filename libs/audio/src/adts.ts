import { open } from 'node:fs/promises';

/** Samples in a frame of AAC-LC (ISO/IEC 14496-3). */
export const aacFrameSamples = 1_024;

/** Hz of every chapter's finished audio. */
export const finishedRate = 44_100;

/** Silence that ffmpeg's AAC encoder puts before the first sample, in samples: one frame. */
export const aacPrimingSamples = aacFrameSamples;

/** Bytes of the header before each frame; ours carry no checksum. */
export const adtsHeaderBytes = 7;

const readBytes = 1 << 20;

/** Sync word, MPEG-4, layer 0, no checksum; AAC-LC at 44,100 Hz (index 4), mono. */
const headerMask = 0xffff_fdc0;
const headerValue = 0xfff1_5040;

/** Whole ADTS frames as they lie in a file, one after the other from the first byte. */
export interface AdtsChunk {
  bytes: Buffer;
  /** Where each frame begins in `bytes`; the last entry is where the last frame ends. */
  offsets: number[];
}

/** Says that a file is no ADTS stream of ours, and at which byte. */
export class AdtsError extends Error {
  constructor(file: string, offset: number, found: string) {
    super(`${file} at byte ${offset}: ${found}`);
    this.name = 'AdtsError';
  }
}

/**
 * Yields the frames of an ADTS file in chunks of about a megabyte. A chunk's bytes may be changed,
 * and hold until the next one is asked for.
 *
 * Throws an `AdtsError` where the file is not AAC-LC at 44,100 Hz mono from end to end, and what the
 * file system throws.
 */
export async function* readAdts(file: string): AsyncGenerator<AdtsChunk> {
  const buffer = Buffer.allocUnsafeSlow(readBytes);
  await using input = await open(file);
  let position = 0;
  let kept = 0;
  for (;;) {
    const { bytesRead } = await input.read(buffer, kept, buffer.length - kept);
    if (bytesRead === 0) break;
    const filled = kept + bytesRead;
    const offsets = frameOffsets(buffer.subarray(0, filled), file, position);
    const end = offsets.at(-1) as number;
    const rest = Buffer.from(buffer.subarray(end, filled));
    if (end > 0) yield { bytes: buffer.subarray(0, end), offsets };
    kept = rest.copy(buffer);
    position += end;
  }
  if (kept > 0) throw new AdtsError(file, position, 'it ends within a frame');
}

/** Counts the frames of an ADTS file. Throws as `readAdts` does. */
export async function countAdtsFrames(file: string): Promise<number> {
  let frames = 0;
  for await (const { offsets } of readAdts(file)) frames += offsets.length - 1;
  return frames;
}

function frameOffsets(bytes: Buffer, file: string, position: number): number[] {
  const offsets = [0];
  let at = 0;
  while (at + adtsHeaderBytes <= bytes.length) {
    if (((bytes.readInt32BE(at) & headerMask) ^ headerValue) !== 0) {
      throw new AdtsError(file, position + at, 'no AAC frame of 44,100 Hz mono');
    }
    const length =
      (((bytes[at + 3] as number) & 3) << 11) |
      ((bytes[at + 4] as number) << 3) |
      ((bytes[at + 5] as number) >> 5);
    if (length <= adtsHeaderBytes) throw new AdtsError(file, position + at, 'an empty AAC frame');
    if (at + length > bytes.length) break;
    at += length;
    offsets.push(at);
  }
  return offsets;
}
