/** The least of many numbers; 0 of none. */
export function leastOf(numbers: readonly number[]): number {
  return numbers.reduce((least, own) => Math.min(least, own), numbers[0] ?? 0);
}

/** The greatest of many numbers; 0 of none. */
export function mostOf(numbers: readonly number[]): number {
  return numbers.reduce((most, own) => Math.max(most, own), numbers[0] ?? 0);
}

/** Counts measures that are about equal. */
export class Tally {
  readonly #step: number;
  readonly #counts = new Map<number, number>();
  #all = 0;

  /** @param step what is closer together counts as equal */
  constructor(step: number) {
    this.#step = step;
  }

  add(measure: number, weight = 1): void {
    const key = Math.round(measure / this.#step);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + weight);
    this.#all += weight;
  }

  get all(): number {
    return this.#all;
  }

  /** The measure that occurs most often. */
  get usual(): number | undefined {
    if (this.#counts.size === 0) return undefined;
    const [key] = [...this.#counts].reduce((most, own) => (own[1] > most[1] ? own : most));
    return key * this.#step;
  }

  /** How often this measure occurs. */
  countOf(measure: number): number {
    return this.#counts.get(Math.round(measure / this.#step)) ?? 0;
  }

  /** Measures that occur at least so often, the least first. */
  frequent(least: number): number[] {
    const keys = [...this.#counts].filter(([, count]) => count >= least).map(([key]) => key);
    return keys.sort((one, other) => one - other).map((key) => key * this.#step);
  }
}
