/** What is remembered of earlier work when a segment is spoken: that of the last hundred counts most. */
const remembering = 0.99;

/** How fast a slot works while it has work. */
export class SlotPace {
  readonly #now: () => number;
  #last: number;
  #seconds = 0;
  #characters = 0;
  #hasSpoken = false;

  /** @param now Milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#last = now();
  }

  /** Characters a second; undefined before its first segment. */
  get speed(): number | undefined {
    return this.#hasSpoken && this.#seconds > 0 && this.#characters > 0
      ? this.#characters / this.#seconds
      : undefined;
  }

  /** So many characters have been spoken since the last call, in which time it was busy or not. */
  pass(wasBusy: boolean, characters: number): void {
    const now = this.#now();
    if (wasBusy) this.#seconds += (now - this.#last) / 1_000;
    this.#last = now;
    this.#characters += characters;
  }

  /** A segment was spoken: what was before it counts a little less. */
  forget(): void {
    this.#hasSpoken = true;
    this.#seconds *= remembering;
    this.#characters *= remembering;
  }
}
