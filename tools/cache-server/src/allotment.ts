/** So much of something that there is only so much of at a time; who comes when it is all taken waits in line. */
export class Allotment {
  readonly #whole: number;
  #left: number;
  readonly #waiting: { amount: number; go: () => void }[] = [];

  constructor(whole: number) {
    this.#whole = whole;
    this.#left = whole;
  }

  /**
   * Waits for an amount, and returns what gives it back; more than the whole counts as the whole.
   *
   * @param signal Ends the waiting: then nothing is taken, and undefined is returned.
   */
  async take(amount: number, signal?: AbortSignal): Promise<(() => void) | undefined> {
    const share = Math.min(amount, this.#whole);
    if (this.#waiting.length > 0 || share > this.#left) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const turn = { amount: share, go: () => resolve(true) };
      this.#waiting.push(turn);
      const leave = () => {
        const at = this.#waiting.indexOf(turn);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(false);
        this.#next();
      };
      signal?.addEventListener('abort', leave, { once: true });
      if (signal?.aborted) leave();
      const mine = await promise;
      signal?.removeEventListener('abort', leave);
      if (!mine) return undefined;
    } else {
      this.#left -= share;
    }
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#left += share;
      this.#next();
    };
  }

  #next(): void {
    for (
      let [first] = this.#waiting;
      first && first.amount <= this.#left;
      [first] = this.#waiting
    ) {
      this.#waiting.shift();
      this.#left -= first.amount;
      first.go();
    }
  }
}
