/**
 * Collects the body of an answer. Where its length is said beforehand, each byte is copied once, into a
 * buffer of that length.
 */
export class BodyReader {
  readonly #longest: number;
  readonly #whole: Buffer | undefined;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  /** `said`: the length that the answer says, in bytes; NaN where it says none. */
  constructor(longest: number, said: number) {
    this.#longest = longest;
    if (said <= longest) this.#whole = Buffer.allocUnsafeSlow(said);
  }

  /** Adds bytes; false where they are more than they may be. */
  add(chunk: Buffer): boolean {
    const end = this.#length + chunk.length;
    if (end > this.#longest) return false;
    if (this.#whole === undefined) this.#pieces.push(chunk);
    else chunk.copy(this.#whole, this.#length);
    this.#length = end;
    return true;
  }

  /** What was added so far. */
  get bytes(): Buffer {
    return this.#whole?.subarray(0, this.#length) ?? Buffer.concat(this.#pieces);
  }
}
