interface Second {
  /** Seconds since the epoch, whole. */
  at: number;
  characters: number;
  audioSeconds: number;
}

/** The time over which speeds are said, in seconds. */
const windowSeconds = 60;

/** How fast speech came over the last minute. */
export class RecentSpeech {
  readonly #seconds: Second[] = [];

  /** @param now Milliseconds. */
  add(now: number, characters: number, audioSeconds: number): void {
    const at = Math.floor(now / 1_000);
    const last = this.#seconds.at(-1);
    if (last?.at === at) {
      last.characters += characters;
      last.audioSeconds += audioSeconds;
    } else this.#seconds.push({ at, characters, audioSeconds });
    while ((this.#seconds[0]?.at ?? at) <= at - windowSeconds) this.#seconds.shift();
  }

  /** Both null before any speech. */
  rates(): { charactersPerSecond: number | null; realTimeFactor: number | null } {
    const [first, last] = [this.#seconds[0], this.#seconds.at(-1)];
    if (first === undefined || last === undefined) {
      return { charactersPerSecond: null, realTimeFactor: null };
    }
    const seconds = last.at - first.at + 1;
    const total = (field: 'characters' | 'audioSeconds') =>
      this.#seconds.reduce((sum, second) => sum + second[field], 0);
    return {
      charactersPerSecond: total('characters') / seconds,
      realTimeFactor: total('audioSeconds') / seconds,
    };
  }
}
