import { GrowingFloats } from './growing-floats.ts';
import { headShelf, lowCut } from './k-weighting.ts';

/** Frames in a second: gain moves from frame to frame, so an attack takes at most 5 ms. */
export const framesPerSecond = 200;

/** Frames in the 100 ms by which the blocks of BS.1770 advance. */
const framesPerStep = framesPerSecond / 10;

/** Steps in a block of 400 ms. */
const stepsPerBlock = 4;

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

/**
 * Integrated loudness in LUFS after ITU-R BS.1770-5: blocks of 400 ms every 100 ms, an absolute gate
 * at -70 LUFS and a relative one 10 LU under the mean; null where no block passes the absolute gate.
 *
 * `frames` gives each frame's K-weighted sum of squares.
 */
export function integratedLufs(frames: Iterable<number>, frameSamples: number): number | null {
  const blocks = meanSquares(frames, frameSamples).filter((square) => toLufs(square) > -70);
  if (blocks.length === 0) return null;
  const relativeGate = toLufs(mean(blocks)) - 10;
  return toLufs(mean(blocks.filter((square) => toLufs(square) > relativeGate)));
}

/** The mean square of each block of 400 ms. */
function meanSquares(frames: Iterable<number>, frameSamples: number): number[] {
  const steps: number[] = [];
  let step = 0;
  let inStep = 0;
  for (const energy of frames) {
    step += energy;
    if (++inStep < framesPerStep) continue;
    steps.push(step);
    step = 0;
    inStep = 0;
  }
  const blockSamples = stepsPerBlock * framesPerStep * frameSamples;
  return steps.slice(stepsPerBlock - 1).map((_, first) => {
    let sum = 0;
    for (let at = first; at < first + stepsPerBlock; at++) sum += steps[at] as number;
    return sum / blockSamples;
  });
}

function toLufs(meanSquare: number): number {
  return -0.691 + 10 * Math.log10(meanSquare);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
