const blockLength = 1 << 16;

/** A list of 32-bit floats that grows as it is filled, four bytes a number and no copies. */
export class GrowingFloats implements Iterable<number> {
  #blocks: Float32Array[] = [];
  #length = 0;

  push(value: number): void {
    const at = this.#length % blockLength;
    if (at === 0) this.#blocks.push(new Float32Array(blockLength));
    (this.#blocks.at(-1) as Float32Array)[at] = value;
    this.#length++;
  }

  *[Symbol.iterator](): Generator<number, undefined> {
    let left = this.#length;
    for (const block of this.#blocks) {
      yield* left < blockLength ? block.subarray(0, left) : block;
      left -= blockLength;
    }
  }
}
