/**
 * Utterance after utterance through one running espeak-ng, each as if it were the first.
 *
 * With neither text nor file named, espeak-ng speaks its standard input line by line. When it asks
 * for the first line it has loaded its tables, dictionary and voice and has spoken nothing. That
 * memory is kept; whenever it asks for another line the memory is put back, so every line is the
 * first line, and its samples are those of a program of its own. An utterance with another voice
 * runs the program anew, and so does one that is longer than the line buffer.
 */

import { GrowingBytes } from './growing-bytes.ts';
import { type MemoryImage, ResidentProgram } from './resident-program.ts';
import type { Utterance } from './utterance.ts';

/** What became of an utterance. */
export type Spoken = { sampleRate: number; pcm: Uint8Array } | { problem: string };

/** Gives the next utterance, or nothing when there will be no more. */
export type TakeUtterance = () => Utterance | undefined;
export type GiveSpoken = (spoken: Spoken) => void;

/** espeak-ng reads lines into 1,000 bytes, the closing zero among them (its main, `max`). */
const lineBytes = 999;
/** A canonical WAV header, which is what espeak-ng writes before the first sample. */
const headerBytes = 44;

export class ResidentEspeak {
  readonly #program: ResidentProgram;
  readonly #output = new GrowingBytes();
  readonly #complaints = new GrowingBytes();

  static async load(): Promise<ResidentEspeak> {
    return new ResidentEspeak(await ResidentProgram.load());
  }

  constructor(program: ResidentProgram) {
    this.#program = program;
  }

  /** Speaks what `take` gives until it gives nothing. Throws when espeak-ng breaks down. */
  serve(take: TakeUtterance, give: GiveSpoken): void {
    let next = take();
    while (next) next = this.#serveVoice(next, take, give);
  }

  /** Speaks `first` and those behind it with the same voice. Returns the first of another. */
  #serveVoice(first: Utterance, take: TakeUtterance, give: GiveSpoken): Utterance | undefined {
    const line = encodeLine(first.text);
    return line.length > lineBytes
      ? this.#serveBlock(first.args, line, take, give)
      : this.#serveLines(first, line, take, give);
  }

  #serveBlock(args: string[], text: Uint8Array, take: TakeUtterance, give: GiveSpoken) {
    let rest = text;
    const status = this.#run([...args, '--stdin'], (capacity) => {
      const part = rest.subarray(0, capacity);
      rest = rest.subarray(capacity);
      return part;
    });
    give(this.#collect(status));
    return take();
  }

  #serveLines(first: Utterance, firstLine: Uint8Array, take: TakeUtterance, give: GiveSpoken) {
    let current: Utterance | undefined = first;
    let fresh: MemoryImage | undefined;
    const status = this.#run(first.args, () => {
      if (!fresh) {
        fresh = this.#program.image();
        return firstLine;
      }
      give(this.#collect(0));
      current = take();
      const line = current && sameVoice(current, first) ? encodeLine(current.text) : undefined;
      if (!line || line.length > lineBytes) return new Uint8Array(0);
      this.#program.restore(fresh);
      return line;
    });
    if (fresh) return current;
    give(this.#collect(status || 1));
    return take();
  }

  #run(args: string[], read: (capacity: number) => Uint8Array): number {
    return this.#program.run([...args, '--stdout'], {
      read,
      write: (bytes) => this.#output.add(bytes),
      complain: (bytes) => this.#complaints.add(bytes),
    });
  }

  #collect(status: number): Spoken {
    const wav = this.#output.takeOut();
    const complaint = this.#complaints.takeOut().toString('utf8').trim();
    if (status !== 0) return { problem: complaint || `espeak-ng ended with status ${status}` };
    return readWav(wav);
  }
}

function readWav(wav: Buffer): Spoken {
  if (wav.toString('latin1', 36, 40) !== 'data') return { problem: 'espeak-ng made no audio' };
  return { sampleRate: wav.readUInt32LE(24), pcm: wav.subarray(headerBytes) };
}

function encodeLine(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n`);
}

function sameVoice(one: Utterance, other: Utterance): boolean {
  return one.args.join('\0') === other.args.join('\0');
}
