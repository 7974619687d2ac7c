import type { Figure } from './row.ts';

export interface BenchmarkOptions {
  /** Sizes to measure instead of the benchmark's own. */
  chapters?: readonly number[];
  /** Numbers of runners to measure instead of the benchmark's own. */
  runners?: readonly number[];
  /** Says what is being done: a benchmark takes minutes. */
  say(what: string): void;
}

/** A benchmark yields its figures as it measures them. */
export type Benchmark = (options: BenchmarkOptions) => AsyncGenerator<Figure, void>;
