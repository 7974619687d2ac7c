import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import {
  charactersOf,
  original,
  originalRunner,
  originalSegments,
  wholeChaptersSpeedUp,
} from './original-book.ts';
import type { Figure } from './row.ts';
import { speakBook } from './speak-book.ts';
import { TonePool } from './tone-pool.ts';

/** A kind of runner: how many segments it speaks at once, and how that slows each of them. */
export interface RunnerKind {
  batch: number;
  /** A step with r rows takes 1 + growth × (r − 1) times as long as with one. */
  growth: number;
}

const kinds: readonly (RunnerKind & { goal(runners: number): number })[] = [
  { batch: 1, growth: 0, goal: () => 0.95 },
  { batch: 32, growth: 0.02, goal: (runners) => (runners <= 16 ? 0.95 : 0.9) },
];
const runnerCounts = [1, 2, 3, 4, 5, 8, 9, 16, 32];

/** What a run lasts if it is ideal, in seconds. */
export const idealSeconds = 30;

/**
 * The original's nine chapters shared among runners, in wall time, against the bound that no sharing
 * can beat: loading, and all work evenly on all runners. Time runs faster for the runners, loading
 * included, and for nothing else: what the gateway costs weighs hundreds of times more than it does in
 * hours.
 */
export const gatewayScaling: Benchmark = async function* (options) {
  const chapters = originalSegments();
  for (const kind of kinds) {
    for (const runners of options.runners ?? runnerCounts) {
      yield runners === 1 ? alone(chapters, kind) : await shared(chapters, kind, runners, options);
    }
  }
};

/** Characters a second of a runner whose batch is full. */
export function fullSpeed({ batch, growth }: RunnerKind): number {
  return (original.charactersPerSecond * batch) / (1 + growth * (batch - 1));
}

function alone(chapters: readonly string[][], kind: RunnerKind): Figure {
  const seconds = original.loadSeconds + charactersOf(chapters.flat()) / fullSpeed(kind);
  return {
    ...{ name: `1 runner, batch ${kind.batch}`, value: seconds, unit: 's' },
    note: 'computed: loading and work',
  };
}

async function shared(
  chapters: readonly string[][],
  kind: (typeof kinds)[number],
  runners: number,
  { say }: BenchmarkOptions,
): Promise<Figure> {
  const { batch, growth, goal } = kind;
  const work = charactersOf(chapters.flat()) / fullSpeed(kind);
  const bound = original.loadSeconds + work / runners;
  // With a few rows time runs so fast that a segment lasts milliseconds, as the gateway's own work does.
  const ideal = runners * batch <= 4 ? 2 * idealSeconds : idealSeconds;
  const timeScale = ideal / bound;
  say(`${runners} runners, batch ${batch}: ${bound.toFixed(0)} s in ${ideal} s`);
  const settings = { ...originalRunner, batch, growth, timeScale };
  const pool = await TonePool.prepare([Array.from({ length: runners }, () => settings)]);
  const { seconds, firstChapterSeconds, segments, spoken } = await speakBook(chapters, pool);
  if (spoken !== segments) throw new Error(`${segments} segments were spoken ${spoken} times`);
  const wall = seconds / timeScale;
  const speedUp = (original.loadSeconds + work) / wall;
  const first = Math.round((100 * firstChapterSeconds) / seconds);
  const whole = wholeChaptersSpeedUp(runners).toFixed(2);
  return {
    name: `${runners} runners, batch ${batch}`,
    value: wall,
    unit: 's',
    beside: { name: 's ideal', value: bound },
    order: 'beside by value',
    goal: { atLeast: goal(runners) },
    note: `measured ${seconds.toFixed(1)} s, time running ${(1 / timeScale).toFixed(1)} times as fast; ${speedUp.toFixed(2)} times as fast as one; whole chapters, longest first, would be ${whole} times (computed); first chapter after ${first} %; ${segments} segments, each spoken once`,
  };
}
