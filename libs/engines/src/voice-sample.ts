/** What a recording must be that a voice is made from, wherever one is given or taken. */

import { chunksOf } from './wave.ts';

/** Bytes of a sample, on the wire and on the disk. */
export const longestSample = 10_000_000;
/** Seconds. Whoever records one is advised more narrowly. */
export const sampleSeconds = { shortest: 1, longest: 60 } as const;

/** Hz. */
const sampleRates = { lowest: 8_000, highest: 192_000 } as const;
/** Format tags (RFC 2361): 1 is PCM, 3 floats; the extensible format (0xFFFE) names one of them. */
const integers = 1;
const floats = 3;
const extensible = 0xfffe;
const bitsOf: Record<number, readonly number[]> = { [integers]: [16, 24, 32], [floats]: [32] };

/**
 * What is wrong with a sample: it must be a WAVE file of 1 to 60 s, mono or stereo, PCM of 16, 24 or 32 bits
 * or 32-bit floats. Undefined where it can be used.
 */
export function sampleProblem(file: Buffer): string | undefined {
  if (file.length > longestSample) return `it has more than ${longestSample} bytes`;
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    return 'it is no WAVE file';
  }
  const chunks = chunksOf(file);
  const format = chunks.get('fmt ')?.body;
  const data = chunks.get('data');
  if (format === undefined || format.length < 16 || data === undefined) {
    return 'it lacks a fmt or data chunk';
  }
  const [channels = 0, frameBytes = 0, bits = 0] = [2, 12, 14].map((at) => format.readUInt16LE(at));
  const rate = format.readUInt32LE(4);
  const kind = kindOf(format);
  if (bitsOf[kind]?.includes(bits) !== true || channels < 1 || channels > 2) {
    return `its audio is not mono or stereo PCM of 16, 24 or 32 bits (format ${kind}, ${channels} channels, ${bits} bits)`;
  }
  if (frameBytes !== (channels * bits) / 8) return 'its header contradicts itself';
  if (rate < sampleRates.lowest || rate > sampleRates.highest) return `its rate is ${rate} Hz`;
  if (data.body.length < data.bytes) {
    return `it ends after ${data.body.length} of ${data.bytes} bytes of audio`;
  }
  const seconds = data.body.length / frameBytes / rate;
  const { shortest, longest } = sampleSeconds;
  if (seconds >= shortest && seconds <= longest) return undefined;
  return `it has ${seconds.toFixed(1)} s, and not ${shortest} to ${longest} s`;
}

function kindOf(format: Buffer): number {
  const kind = format.readUInt16LE(0);
  return kind === extensible && format.length >= 26 ? format.readUInt16LE(24) : kind;
}
