import type { Loudness } from '@audiobook/model/book';
import type { GrowingFloats } from './growing-floats.ts';
import {
  framesPerSecond,
  integratedLufs,
  type LoudnessEnvelope,
  LoudnessSteps,
} from './loudness-envelope.ts';

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
   * edges the factor goes in a straight line. Worked out anew by each who asks, so that a long
   * chapter's need not be kept.
   */
  edges: () => Edges;
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
  const { frameSamples, peaks } = envelope;
  const measuredLufs = integratedLufs(envelope);
  if (measuredLufs === null) return { measuredLufs, gainDb: 0, frameSamples, edges: unchanged };

  const ceiling = factor(loudness.peakDbfs);
  const edgesAt = (gainDb: number) => new LimitedEdges(peaks, factor(gainDb), ceiling);
  const reached = (gainDb: number) => lufsBehind(envelope, edgesAt(gainDb)) ?? measuredLufs;
  const plain = loudness.targetLufs - measuredLufs;
  const gainDb = raised(plain, loudness.targetLufs, reached);
  return { measuredLufs, gainDb, frameSamples, edges: () => edgesAt(gainDb) };
}

/** The factors at the edges of the frames, one after the other. */
interface Edges {
  next(): number;
}

const unchanged = (): Edges => ({ next: () => 1 });

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

/** The edges of a gain whose peaks are held under a ceiling. */
class LimitedEdges implements Edges {
  readonly #peaks: GrowingFloats;
  readonly #gain: number;
  readonly #ceiling: number;
  #frame = 0;
  #released = 1;
  /** What the peak before the edge allows. */
  #before = 1;

  constructor(peaks: GrowingFloats, gain: number, ceiling: number) {
    this.#peaks = peaks;
    this.#gain = gain;
    this.#ceiling = ceiling;
  }

  next(): number {
    const peak = this.#frame < this.#peaks.length ? this.#peaks.at(this.#frame++) : 0;
    const after = Math.min(1, this.#ceiling / (peak * this.#gain));
    const risen = this.#released + (1 - this.#released) * releasePerFrame;
    this.#released = Math.min(this.#before, after, risen > nearlyFull ? 1 : risen);
    this.#before = after;
    return Math.fround(this.#released * this.#gain);
  }
}

/** The loudness after a gain: a frame's is the mean square of a straight line between its edges. */
function lufsBehind({ energies, frameSamples }: LoudnessEnvelope, edges: Edges): number | null {
  const steps = new LoudnessSteps(energies.length, frameSamples);
  let from = edges.next();
  for (let frame = 0; frame < energies.length; frame++) {
    const to = edges.next();
    steps.add((energies.at(frame) * (from * from + from * to + to * to)) / 3);
    from = to;
  }
  return steps.integratedLufs();
}

/** Applies a curve to a chapter's samples in order, block by block and in place. */
export function gainApplier(curve: GainCurve): (samples: Float32Array) => Float32Array {
  const { frameSamples } = curve;
  const edges = curve.edges();
  let from = edges.next();
  let to = edges.next();
  let inFrame = 0;
  return (samples) => {
    for (let i = 0; i < samples.length; i++) {
      samples[i] = (samples[i] as number) * (from + ((to - from) * inFrame) / frameSamples);
      if (++inFrame === frameSamples) {
        inFrame = 0;
        from = to;
        to = edges.next();
      }
    }
    return samples;
  };
}

/** A level in decibels as a factor. */
function factor(decibels: number): number {
  return 10 ** (decibels / 20);
}
