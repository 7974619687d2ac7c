/** What is remembered of earlier rows when one is spoken: the last hundred count most. */
const remembering = 0.99;

interface Row {
  characters: number;
  /** When it came into the batch, in milliseconds; undefined while it waits behind it. */
  startedAt: number | undefined;
}

/**
 * How fast a slot works, from the time that each row of its batch took: so the first rows that are done
 * tell it already, however many are half done.
 */
export class SlotPace {
  readonly #now: () => number;
  /** In the order in which they begin. */
  readonly #rows = new Map<object, Row>();
  /** Of rows that were spoken: their characters, and the seconds that they took, one by one. */
  #characters = 0;
  #seconds = 0;

  /** @param now Milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Characters a second of one row; undefined before the first was spoken. */
  get rowSpeed(): number | undefined {
    return this.#seconds > 0 ? this.#characters / this.#seconds : undefined;
  }

  /** Characters that have been spoken of rows under way, as far as can be said. */
  get charactersBegun(): number {
    const { rowSpeed = 0 } = this;
    const now = this.#now();
    let begun = 0;
    for (const { characters, startedAt = now } of this.#rows.values()) {
      begun += Math.min(characters, ((now - startedAt) / 1_000) * rowSpeed);
    }
    return begun;
  }

  /** @param batch How many rows go on together; further ones wait. */
  begin(row: object, characters: number, batch: number): void {
    this.#rows.set(row, { characters, startedAt: undefined });
    this.#fill(batch);
  }

  /** Gives the seconds that a row took which was spoken, if it was seen to come into the batch. */
  end(row: object, isSpoken: boolean, batch: number): number | undefined {
    const ended = this.#rows.get(row);
    this.#rows.delete(row);
    this.#fill(batch);
    // What ends before those that came before it was not behind them, whatever was thought.
    if (ended === undefined || ended.startedAt === undefined || !isSpoken) return undefined;
    const seconds = (this.#now() - ended.startedAt) / 1_000;
    this.#seconds = this.#seconds * remembering + seconds;
    this.#characters = this.#characters * remembering + ended.characters;
    return seconds;
  }

  /** Seconds until all rows, and one of so many `further` characters, have ended, at `rowSpeed`. */
  secondsLeft(batch: number, rowSpeed: number | undefined, further: number): number {
    if (rowSpeed === undefined) return 0;
    const now = this.#now();
    const ends: number[] = [];
    const rows = [...this.#rows.values(), ...(further > 0 ? [{ characters: further }] : [])];
    for (const { characters, startedAt = now } of rows as Row[]) {
      ends.sort((one, other) => one - other);
      const starts =
        ends.length < batch ? (now - startedAt) / -1_000 : (ends[ends.length - batch] ?? 0);
      ends.push(Math.max(0, starts + characters / rowSpeed));
    }
    return Math.max(0, ...ends);
  }

  #fill(batch: number): void {
    let running = 0;
    for (const row of this.#rows.values()) {
      if (running >= batch) return;
      row.startedAt ??= this.#now();
      running++;
    }
  }
}
