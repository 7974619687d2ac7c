const blockLength = 1 << 16;

/** A list of 32-bit floats that grows as it is filled, four bytes a number and no copies. */
export class GrowingFloats {
  #blocks: Float32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const at = this.#length % blockLength;
    if (at === 0) this.#blocks.push(new Float32Array(blockLength));
    (this.#blocks.at(-1) as Float32Array)[at] = value;
    this.#length++;
  }

  /** `index` from 0 to one less than the length. */
  at(index: number): number {
    const block = this.#blocks[Math.floor(index / blockLength)] as Float32Array;
    return block[index % blockLength] as number;
  }
}
