/**
 * How a server with continuous batching divides its time: up to `batch` rows go on together, each more
 * slowly the more there are; who comes later waits in line.
 *
 * Everything happens on an ideal clock: when a timer fires late, a row still ends when it should have,
 * and the next in line begins at that moment, so that a run's length has no error of its own.
 */
export class ToneRows {
  readonly #options: ToneRowsOptions;
  readonly #active = new Set<Row>();
  #waiting: Row[] = [];
  /** How far the ideal clock has come, in milliseconds of `performance.now()`. */
  #now = 0;
  #timer: NodeJS.Timeout | undefined;
  #charactersPerSecond: number;
  /** The most rows that there were at the same time. */
  mostAtOnce = 0;

  constructor(options: ToneRowsOptions) {
    this.#options = options;
    this.#charactersPerSecond = options.charactersPerSecond;
  }

  /** Whether a row that comes now begins at once. */
  get hasPlace(): boolean {
    return this.#active.size < this.#options.batch;
  }

  /** How many wait in line. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Adds a row of so many characters; `done` is told the seconds from its beginning (not its waiting) to
   * its end. Returns what takes the row out again.
   */
  add(characters: number, done: (seconds: number) => void): () => void {
    this.#advance(performance.now());
    const row: Row = { left: Math.max(characters, 1e-6), began: 0, done };
    this.#waiting.push(row);
    this.#admit();
    this.#wake();
    return () => {
      this.#advance(performance.now());
      this.#active.delete(row);
      this.#waiting = this.#waiting.filter((other) => other !== row);
      this.#admit();
      this.#wake();
    };
  }

  /** Changes the speed of one row alone, for what is under way too. */
  setSpeed(charactersPerSecond: number): void {
    this.#advance(performance.now());
    this.#charactersPerSecond = charactersPerSecond;
    this.#wake();
  }

  /** Forgets all rows; none of them is done. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#active.clear();
    this.#waiting = [];
  }

  /** Characters that a row speaks in a millisecond of the ideal clock. */
  get #speed(): number {
    const { growth, timeScale } = this.#options;
    const step = 1 + growth * (this.#active.size - 1);
    return this.#charactersPerSecond / step / timeScale / 1_000;
  }

  /** Characters that a row may lack at its end: a nanosecond's, far above what rounding loses. */
  get #tolerance(): number {
    return 1e-6 * Math.max(1, this.#speed);
  }

  /** Lets the ideal clock come to `until`, with everything that ends and begins on the way. */
  #advance(until: number): void {
    for (let end = this.#nextEnd; end <= until; end = this.#nextEnd) {
      this.#work(end);
      for (const row of this.#active) {
        if (row.left > this.#tolerance) continue;
        this.#active.delete(row);
        row.done((end - row.began) / 1_000);
      }
      this.#admit();
    }
    this.#work(until);
  }

  #work(until: number): void {
    const characters = (until - this.#now) * this.#speed;
    for (const row of this.#active) row.left -= characters;
    this.#now = until;
  }

  /** When the first row ends if none comes; infinity without rows. */
  get #nextEnd(): number {
    let least = Number.POSITIVE_INFINITY;
    if (this.#active.size === 0) return least;
    for (const { left } of this.#active) least = Math.min(least, left);
    return this.#now + Math.max(0, least - this.#tolerance / 2) / this.#speed;
  }

  #admit(): void {
    while (this.#active.size < this.#options.batch) {
      const row = this.#waiting.shift();
      if (row === undefined) break;
      row.began = this.#now;
      this.#active.add(row);
    }
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#active.size);
  }

  #wake(): void {
    clearTimeout(this.#timer);
    const inMs = this.#nextEnd - performance.now();
    if (inMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(
      () => {
        this.#advance(performance.now());
        this.#wake();
      },
      Math.max(0, inMs),
    );
  }
}

export interface ToneRowsOptions {
  /** How many rows go on together. */
  batch: number;
  /** Of one row alone. */
  charactersPerSecond: number;
  /** A step with r rows takes 1 + growth × (r − 1) times as long as with one. */
  growth: number;
  /** Seconds that pass for one second of the above: 0.01 runs a hundred times as fast. */
  timeScale: number;
}

interface Row {
  /** Characters. */
  left: number;
  began: number;
  done: (seconds: number) => void;
}
