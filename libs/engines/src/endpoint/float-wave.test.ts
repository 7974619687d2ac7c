import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWave, encodeWave } from '../wave.ts';
import { withIntegers } from './float-wave.ts';

/** A WAVE file of mono 32-bit floats. */
function floatWave(samples: readonly number[]): Buffer {
  const body = Buffer.alloc(4 * samples.length);
  for (const [at, sample] of samples.entries()) body.writeFloatLE(sample, 4 * at);
  const file = encodeWave({ sampleRate: 24_000, pcm: body });
  file.writeUInt16LE(3, 20);
  file.writeUInt16LE(32, 34);
  return file;
}

const pcmOf = (file: Buffer) => {
  const decoded = decodeWave(file);
  if (!decoded.ok) throw new Error(decoded.problem);
  return [...new Int16Array(Uint8Array.from(decoded.speech.pcm).buffer)];
};

describe('withIntegers()', () => {
  it('rounds floats to 16 bits, and clips them', () => {
    const file = floatWave([0, 0.5, -0.5, 1, -1, 1.7, -9, Number.NaN]);
    expect(decodeWave(file)).toMatchObject({ ok: false });
    expect(pcmOf(withIntegers(file))).toEqual([
      0, 16_384, -16_383, 32_767, -32_767, 32_767, -32_767, 0,
    ]);
  });

  it('leaves audio that ends too early too short', () => {
    const file = floatWave([0, 0.5, -0.5]);
    expect(decodeWave(withIntegers(file.subarray(0, -4)))).toMatchObject({
      problem: 'it ends after 4 of 6 bytes of audio',
    });
  });

  it('reads to the end where no length is said', () => {
    const file = floatWave([0, 1]);
    file.writeUInt32LE(0xffffffff, 40);
    expect(pcmOf(withIntegers(file))).toEqual([0, 32_767]);
  });

  it('leaves any other file as it is', () => {
    const wave = encodeWave({ sampleRate: 24_000, pcm: Buffer.from([1, 2]) });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(withIntegers(Buffer.from(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
    expect(withIntegers(wave)).toBe(wave);
  });
});
