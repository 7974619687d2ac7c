import { Allotment } from './allotment.ts';
import type { Writer } from './writer.ts';

/** So many uploads at a time, of which no writer has more than half: one that sends slowly is in nobody else's way. */
export class UploadTurns {
  readonly #all: Allotment;
  readonly #share: number;
  readonly #writers = new Map<Writer, { allotment: Allotment; asking: number }>();

  constructor(uploads: number) {
    this.#all = new Allotment(uploads);
    this.#share = Math.max(1, Math.floor(uploads / 2));
  }

  /** Waits for a turn, and returns what ends it; undefined where `signal` ended the waiting. */
  async take(writer: Writer, signal: AbortSignal): Promise<(() => void) | undefined> {
    const own = this.#writers.get(writer) ?? { allotment: new Allotment(this.#share), asking: 0 };
    this.#writers.set(writer, own);
    own.asking += 1;
    const leave = () => {
      own.asking -= 1;
      if (own.asking === 0) this.#writers.delete(writer);
    };
    const share = await own.allotment.take(1, signal);
    const turn = share && (await this.#all.take(1, signal));
    const end = () => {
      turn?.();
      share?.();
      leave();
    };
    if (turn !== undefined) return end;
    end();
    return undefined;
  }
}
