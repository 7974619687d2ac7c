import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from './digest-of.ts';

const speeches = fc.record({
  sampleRate: fc.integer({ min: 1, max: 192_000 }),
  pcm: fc.uint8Array({ maxLength: 16 }),
});

describe('digestOf()', () => {
  it('stays what it was for takes that are already stored', () => {
    const speech = { sampleRate: 24_000, pcm: Uint8Array.of(1, 2, 3, 4) };
    expect(digestOf(speech)).toBe(
      'e809605f4f6751bf0882aba7dbd9068f217a12bdb0fba5258421e00475025015',
    );
  });

  it('is equal for equal rate and samples, and for nothing else', () => {
    fc.assert(
      fc.property(speeches, speeches, fc.boolean(), fc.boolean(), (one, other, rate, samples) => {
        const mixed = {
          sampleRate: rate ? one.sampleRate : other.sampleRate,
          pcm: samples ? Uint8Array.from(one.pcm) : other.pcm,
        };
        const same =
          mixed.sampleRate === one.sampleRate &&
          Buffer.from(mixed.pcm).equals(Buffer.from(one.pcm));
        expect(digestOf(mixed) === digestOf(one)).toBe(same);
      }),
    );
  });

  it('does not depend on where in a buffer the samples lie', () => {
    const whole = Uint8Array.of(9, 9, 1, 2, 3, 4, 9);
    const part = { sampleRate: 16_000, pcm: whole.subarray(2, 6) };
    expect(digestOf(part)).toBe(digestOf({ sampleRate: 16_000, pcm: Uint8Array.of(1, 2, 3, 4) }));
  });
});
