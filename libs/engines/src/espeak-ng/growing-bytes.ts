/** Bytes that come in many small pieces, gathered in one place that is used again. */
export class GrowingBytes {
  #bytes = Buffer.alloc(65_536);
  #length = 0;

  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** A copy of what was gathered, and begins anew. */
  takeOut(): Buffer {
    const gathered = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return gathered;
  }
}
