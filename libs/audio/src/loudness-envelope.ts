import { GrowingFloats } from './growing-floats.ts';
import { headShelf, lowCut } from './k-weighting.ts';

/** Frames in a second: gain moves from frame to frame, so an attack takes at most 5 ms. */
export const framesPerSecond = 200;

/** Frames in the 100 ms by which the blocks of BS.1770 advance. */
const framesPerStep = framesPerSecond / 10;

/** Steps in a block of 400 ms. */
const stepsPerBlock = 4;

/** A mean square of -70 LUFS. */
const absoluteGate = 10 ** ((-70 + 0.691) / 10);

/**
 * A chapter's loudness and peaks, frame by frame of 5 ms: all that is needed to know how loud it
 * gets under any gain and any limiter, without hearing it again. 6 MB for an hour of speech.
 */
export class LoudnessEnvelope {
  /** Samples in a frame. */
  readonly frameSamples: number;
  /** Highest magnitude in each frame, full scale being 1. */
  readonly peaks = new GrowingFloats();
  /** Sum of squares of each frame after K-weighting. */
  readonly energies = new GrowingFloats();
  readonly #shelf: ReturnType<typeof headShelf>;
  readonly #lowCut: ReturnType<typeof lowCut>;
  #peak = 0;
  #energy = 0;
  #inFrame = 0;

  /** `sampleRate` in Hz. */
  constructor(sampleRate: number) {
    this.frameSamples = Math.round(sampleRate / framesPerSecond);
    this.#shelf = headShelf(sampleRate);
    this.#lowCut = lowCut(sampleRate);
  }

  /** Takes further samples, full scale being 1. */
  add(samples: Float32Array): void {
    let at = 0;
    while (at < samples.length) {
      const end = Math.min(samples.length, at + this.frameSamples - this.#inFrame);
      this.#weigh(samples, at, end);
      this.#inFrame += end - at;
      if (this.#inFrame === this.frameSamples) this.#endFrame();
      at = end;
    }
  }

  /** Ends the last frame, however short it is. */
  end(): void {
    if (this.#inFrame > 0) this.#endFrame();
  }

  /** The innermost loop: all that it touches is local, which makes it three times as fast. */
  #weigh(samples: Float32Array, start: number, end: number): void {
    const { b0, b1, b2, a1, a2 } = this.#shelf;
    const { a1: c1, a2: c2 } = this.#lowCut;
    let { z1, z2 } = this.#shelf;
    let { z1: y1, z2: y2 } = this.#lowCut;
    let energy = this.#energy;
    let peak = this.#peak;
    for (let i = start; i < end; i++) {
      const sample = samples[i] as number;
      const shelved = b0 * sample + z1;
      z1 = b1 * sample - a1 * shelved + z2;
      z2 = b2 * sample - a2 * shelved;
      const weighted = shelved + y1;
      y1 = -2 * shelved - c1 * weighted + y2;
      y2 = shelved - c2 * weighted;
      energy += weighted * weighted;
      const magnitude = sample < 0 ? -sample : sample;
      if (magnitude > peak) peak = magnitude;
    }
    this.#shelf.z1 = z1;
    this.#shelf.z2 = z2;
    this.#lowCut.z1 = y1;
    this.#lowCut.z2 = y2;
    this.#energy = energy;
    this.#peak = peak;
  }

  #endFrame(): void {
    this.peaks.push(this.#peak);
    this.energies.push(this.#energy);
    this.#peak = 0;
    this.#energy = 0;
    this.#inFrame = 0;
  }
}

/** Adds up the energies of frames, one after the other, to those of steps of 100 ms. */
export class LoudnessSteps {
  readonly #steps: Float64Array;
  readonly #frameSamples: number;
  #frames = 0;

  /** Room for so many frames; a last step that is not full does not count. */
  constructor(frames: number, frameSamples: number) {
    this.#steps = new Float64Array(Math.ceil(frames / framesPerStep));
    this.#frameSamples = frameSamples;
  }

  /** Takes the next frame's K-weighted sum of squares. */
  add(energy: number): void {
    const step = Math.floor(this.#frames++ / framesPerStep);
    this.#steps[step] = (this.#steps[step] as number) + energy;
  }

  /**
   * Integrated loudness in LUFS after ITU-R BS.1770-5: blocks of 400 ms every 100 ms, an absolute
   * gate at -70 LUFS and a relative one 10 LU under the mean; null where no block passes the absolute
   * gate.
   */
  integratedLufs(): number | null {
    const mean = this.#meanAbove(absoluteGate);
    return mean === null ? null : toLufs(this.#meanAbove(mean / 10) ?? mean);
  }

  /** The mean of the blocks' mean squares above a gate. */
  #meanAbove(gate: number): number | null {
    const steps = Math.floor(this.#frames / framesPerStep);
    const blockSamples = stepsPerBlock * framesPerStep * this.#frameSamples;
    let sum = 0;
    let count = 0;
    for (let first = 0; first + stepsPerBlock <= steps; first++) {
      let square = 0;
      for (let at = first; at < first + stepsPerBlock; at++) square += this.#steps[at] as number;
      square /= blockSamples;
      if (square <= gate) continue;
      sum += square;
      count++;
    }
    return count === 0 ? null : sum / count;
  }
}

/** The integrated loudness of an envelope as it is, in LUFS; null for silence. */
export function integratedLufs({ energies, frameSamples }: LoudnessEnvelope): number | null {
  const steps = new LoudnessSteps(energies.length, frameSamples);
  for (let frame = 0; frame < energies.length; frame++) steps.add(energies.at(frame));
  return steps.integratedLufs();
}

function toLufs(meanSquare: number): number {
  return -0.691 + 10 * Math.log10(meanSquare);
}
