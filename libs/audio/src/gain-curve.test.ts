import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gainApplier, planGain } from './gain-curve.ts';
import { LoudnessEnvelope } from './loudness-envelope.ts';
import { same, sine, speechLike } from './testing.ts';

const rate = 24_000;

function envelopeOf(samples: Float32Array): LoudnessEnvelope {
  const envelope = new LoudnessEnvelope(rate);
  envelope.add(samples);
  envelope.end();
  return envelope;
}

function levelled(samples: Float32Array, targetLufs: number, peakDbfs: number) {
  const curve = planGain(envelopeOf(samples), { targetLufs, peakDbfs });
  return { curve, samples: gainApplier(curve)(samples.slice()) };
}

function lufsOf(samples: Float32Array): number | null {
  return planGain(envelopeOf(samples), { targetLufs: -20, peakDbfs: 0 }).measuredLufs;
}

function peakDbfs(samples: Float32Array): number {
  return 20 * Math.log10(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
}

describe('planGain()', () => {
  it('is one plain gain where no peak comes near the ceiling', () => {
    const speech = sine(3, rate, 0.02);
    const { curve, samples } = levelled(speech, -19, -3);
    expect(curve.gainDb).toBeCloseTo(-19 - (curve.measuredLufs ?? 0), 6);
    const gain = Math.fround(10 ** (curve.gainDb / 20));
    expect(
      same(
        samples,
        speech.map((sample) => sample * gain),
      ),
    ).toBe(true);
  });

  it.each([
    [-19, -3],
    [-21, -6],
    [-16, -1],
  ])('reaches %i LUFS under %i dBFS with spiky speech', (target, ceiling) => {
    const { samples } = levelled(speechLike(8, rate), target, ceiling);
    expect(Math.abs((lufsOf(samples) ?? 0) - target)).toBeLessThan(0.1);
    expect(peakDbfs(samples)).toBeLessThanOrEqual(ceiling + 1e-4);
  });

  it('never lets a sample over the ceiling, and moves none', () => {
    const bursts = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: rate - 1 }),
        length: fc.integer({ min: 1, max: 2_000 }),
        level: fc.double({ min: -1, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    const law = fc.property(bursts, fc.integer({ min: -20, max: -1 }), (all, ceiling) => {
      const samples = sine(1, rate, 0.05);
      for (const { at, length, level } of all) samples.fill(level, at, at + length);
      const { samples: out } = levelled(samples, -12, ceiling);
      expect(out.length).toBe(samples.length);
      expect(peakDbfs(out)).toBeLessThanOrEqual(ceiling + 1e-4);
      out.forEach((sample, i) => {
        if (Math.sign(sample) !== Math.sign(samples[i] as number)) throw new Error(`moved at ${i}`);
      });
    });
    fc.assert(law, { numRuns: 30 });
  });

  it('returns to full gain within half a second of a peak, and falls 5 ms ahead of it', () => {
    const samples = sine(3, rate, 0.1);
    samples.fill(1, rate, rate + 10);
    const { curve, samples: out } = levelled(samples, -20, -6);
    const full = 10 ** (curve.gainDb / 20);
    const gainAt = (i: number) => (out[i] as number) / (samples[i] as number);
    expect(gainAt(rate - 2 * curve.frameSamples - 7)).toBeCloseTo(full, 5);
    expect(gainAt(rate + 3)).toBeLessThanOrEqual(10 ** (-6 / 20) + 1e-6);
    expect(gainAt(Math.round(1.5 * rate) + 7)).toBeCloseTo(full, 3);
  });

  it('makes up for limiting by no more than 6 dB', () => {
    const samples = new Float32Array(2 * rate);
    for (let i = 0; i < samples.length; i += 2_000) samples[i] = 0.9;
    const { curve } = levelled(samples, -16, -3);
    expect(curve.gainDb).toBeCloseTo(-16 - (curve.measuredLufs ?? 0) + 6, 1);
  });

  it('leaves silence and nothing as they are', () => {
    const { curve, samples } = levelled(new Float32Array(rate), -19, -3);
    expect(curve).toMatchObject({ measuredLufs: null, gainDb: 0 });
    expect(same(samples, new Float32Array(rate))).toBe(true);
    expect(levelled(new Float32Array(0), -19, -3).samples.length).toBe(0);
  });
});

describe('gainApplier()', () => {
  it('does the same however the samples are cut', () => {
    const speech = speechLike(2, rate);
    const { curve, samples } = levelled(speech, -16, -6);
    const apply = gainApplier(curve);
    const out = new Float32Array(speech.length);
    for (let at = 0; at < speech.length; at += 777) {
      out.set(apply(speech.slice(at, at + 777)), at);
    }
    expect(same(out, samples)).toBe(true);
  });
});
