/** A list of 32-bit floats that grows as it is filled, four bytes a number. */
export class GrowingFloats {
  #buffer = new Float32Array(1 << 12);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#buffer.length) {
      const larger = new Float32Array(this.#buffer.length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer[this.#length++] = value;
  }

  /** The numbers so far; what is pushed later does not show in it. */
  get values(): Float32Array {
    return this.#buffer.subarray(0, this.#length);
  }
}
