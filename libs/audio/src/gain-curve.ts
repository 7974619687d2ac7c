import type { Loudness } from '@audiobook/model/book';
import { framesPerSecond, integratedLufs, type LoudnessEnvelope } from './loudness-envelope.ts';

/** Time constant of the limiter's return to full gain, in seconds. */
const releaseSeconds = 0.05;

/** How much of the way to full gain is made in one frame. */
const releasePerFrame = 1 - Math.exp(-1 / (releaseSeconds * framesPerSecond));

/** A gain this near to full counts as full: 0.0001 dB. */
const nearlyFull = 0.99999;

/**
 * How many dB may be added to make up for what limiting takes away. Speech needs 0 to 2; more is
 * asked for by clicks and damaged speech only, and would be heard.
 */
const mostMakeUpDb = 6;

/** One gain for a chapter, and where it is turned down for a moment to keep peaks in bounds. */
export interface GainCurve {
  /** Integrated loudness before the gain, in LUFS; null for silence, which is left as it is. */
  measuredLufs: number | null;
  /** The chapter's one gain, in dB. */
  gainDb: number;
  /** Samples in a frame. */
  frameSamples: number;
  /**
   * Factors of full scale at the edges of the frames, one more than there are frames; between two
   * edges the factor goes in a straight line.
   */
  edges: Float32Array;
}

/**
 * The gain that brings a chapter to the wanted loudness with no sample over the ceiling.
 *
 * A frame's two edges are both at most what its highest peak allows, so the limiter never
 * overshoots; it falls within one frame (5 ms) ahead of a peak, returns over 50 ms, and shifts no
 * sample, unlike ffmpeg's alimiter, which delays everything by its attack time. What it takes off the
 * loudness is made up for, by up to 6 dB.
 */
export function planGain(envelope: LoudnessEnvelope, loudness: Loudness): GainCurve {
  const { frameSamples } = envelope;
  const peaks = envelope.peaks.values;
  const energies = envelope.energies.values;
  const measuredLufs = integratedLufs(energies, frameSamples);
  const edges = new Float32Array(peaks.length + 1).fill(1);
  if (measuredLufs === null) return { measuredLufs, gainDb: 0, frameSamples, edges };

  const ceiling = factor(loudness.peakDbfs);
  const scaled = new Float32Array(energies.length);
  const reached = (gainDb: number) => {
    shape(peaks, factor(gainDb), ceiling, edges);
    return integratedLufs(scale(energies, edges, scaled), frameSamples) ?? measuredLufs;
  };
  const plain = loudness.targetLufs - measuredLufs;
  const gainDb = raised(plain, loudness.targetLufs, reached);
  shape(peaks, factor(gainDb), ceiling, edges);
  return { measuredLufs, gainDb, frameSamples, edges };
}

/** Searches the lowest gain from `plain` on that reaches the target within a hundredth. */
function raised(plain: number, target: number, reached: (gainDb: number) => number): number {
  const enough = target - 0.01;
  if (reached(plain) >= enough) return plain;
  let [low, high] = [plain, plain + mostMakeUpDb];
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (reached(middle) >= enough) high = middle;
    else low = middle;
  }
  return high;
}

/** Fills in the factors at the edges of the frames. */
function shape(peaks: Float32Array, gain: number, ceiling: number, edges: Float32Array): void {
  let released = 1;
  let before = 1;
  for (let i = 0; i < edges.length; i++) {
    const after = i < peaks.length ? Math.min(1, ceiling / ((peaks[i] as number) * gain)) : 1;
    const risen = released + (1 - released) * releasePerFrame;
    released = Math.min(before, after, risen > nearlyFull ? 1 : risen);
    edges[i] = released * gain;
    before = after;
  }
}

/** Each frame's energy after its gain: the mean square of a straight line between its edges. */
function scale(energies: Float32Array, edges: Float32Array, scaled: Float32Array): Float32Array {
  for (let i = 0; i < energies.length; i++) {
    const a = edges[i] as number;
    const b = edges[i + 1] as number;
    scaled[i] = ((energies[i] as number) * (a * a + a * b + b * b)) / 3;
  }
  return scaled;
}

/** Applies a curve to a chapter's samples in order, block by block and in place. */
export function gainApplier(curve: GainCurve): (samples: Float32Array) => Float32Array {
  const { edges, frameSamples } = curve;
  let frame = 0;
  let inFrame = 0;
  return (samples) => {
    for (let i = 0; i < samples.length; i++) {
      const from = edges[frame] as number;
      const to = edges[frame + 1] as number;
      samples[i] = (samples[i] as number) * (from + ((to - from) * inFrame) / frameSamples);
      if (++inFrame === frameSamples) {
        inFrame = 0;
        frame++;
      }
    }
    return samples;
  };
}

/** A level in decibels as a factor. */
function factor(decibels: number): number {
  return 10 ** (decibels / 20);
}
