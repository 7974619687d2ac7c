/** Bytes of one sample: speech is mono, 16 bits, little-endian. */
export const sampleBytes = 2;

/** Takes samples off a stream of chunks, which hold whole samples, in pieces of any length. */
export class SampleReader {
  /** How many samples were taken or skipped so far. */
  position = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async skip(samples: number): Promise<void> {
    for await (const _ of this.#pieces(samples));
  }

  /** The next `samples` samples, with silence for those past the end of the stream. */
  async take(samples: number): Promise<Uint8Array> {
    const pcm = new Uint8Array(samples * sampleBytes);
    let filled = 0;
    for await (const piece of this.#pieces(samples)) {
      pcm.set(piece, filled);
      filled += piece.byteLength;
    }
    return pcm;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async *#pieces(samples: number): AsyncGenerator<Uint8Array> {
    let wanted = samples * sampleBytes;
    while (wanted > 0) {
      if (this.#rest.byteLength === 0) {
        const next = await this.#chunks.next();
        if (next.done) return;
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, wanted);
      this.#rest = this.#rest.subarray(piece.byteLength);
      wanted -= piece.byteLength;
      this.position += piece.byteLength / sampleBytes;
      yield piece;
    }
  }
}
