/**
 * The packaged espeak-ng, loaded once and run many times.
 *
 * A new instance costs tens of milliseconds, an utterance a few. So one instance stays, and what a
 * run changed in its memory is put back instead: the program's whole state is its memory, since
 * its files are read-only and it opens nothing else. Time and environment are fixed, so a run
 * depends on nothing but its arguments and its input.
 */

import { readFile } from 'node:fs/promises';
import load, { type WasmImports } from 'espeak-ng';
import { espeakPackage } from './espeak-package.ts';

interface Exports {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  fflush(file: number): number;
  stackSave(): number;
  stackRestore(pointer: number): void;
  stackAlloc(bytes: number): number;
  __main_argc_argv(count: number, values: number): number;
  __emscripten_embedded_file_data: { value: number };
}

/** What a run reads and writes. */
export interface ProgramStreams {
  /** More of standard input, at most `capacity` bytes; nothing at its end. */
  read(capacity: number): Uint8Array;
  /** Standard output; `bytes` is valid only until this returns. */
  write(bytes: Uint8Array): void;
  /** Standard error. */
  complain(bytes: Uint8Array): void;
}

/** The changeable memory at one moment. */
export interface MemoryImage {
  low: Uint8Array;
  high: Uint8Array;
}

/** Thrown through the program when it calls exit(). */
class ProgramExit extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the program ended with status ${status}`);
    this.status = status;
  }
}

const [standardInput, standardOutput, standardError] = [0, 1, 2];
/** ENOTTY: a terminal would be written to line by line. */
const notATerminal = -59;
const pageBytes = 65_536;

export class ResidentProgram {
  readonly #exports: Exports;
  readonly #bytes: Uint8Array;
  readonly #words: Uint32Array;
  /** The embedded files, which are only read: [start, end) in bytes. */
  readonly #files: { start: number; end: number };
  /** Where the allocator keeps the end of the heap, as an index into `#words`. */
  readonly #breakWord: number;
  readonly #pristine: MemoryImage;
  readonly #stackTop: number;
  #streams: ProgramStreams | undefined;
  /** The highest end of the heap since memory was last put back. */
  #highestBreak = 0;

  static async load(): Promise<ResidentProgram> {
    const module = new WebAssembly.Module(await readFile(espeakPackage().wasm));
    let program: ResidentProgram | undefined;
    let exports: unknown;
    await load({
      noInitialRun: true,
      instantiateWasm(imports, received) {
        const wasm = redirect(imports, () => program);
        const instance = new WebAssembly.Instance(module, wasm);
        exports = instance.exports;
        received(instance);
        return exports;
      },
    });
    program = new ResidentProgram(exports as Exports);
    return program;
  }

  private constructor(exports: Exports) {
    this.#exports = exports;
    this.#bytes = new Uint8Array(exports.memory.buffer);
    this.#words = new Uint32Array(exports.memory.buffer);
    this.#files = findFiles(this.#words, exports.__emscripten_embedded_file_data.value);
    this.#stackTop = exports.stackSave();
    const probe = probeHeap(exports, this.#bytes, this.#files.end);
    this.#breakWord = probe.breakWord;
    this.#highestBreak = probe.highestBreak;
    this.#pristine = { low: this.#bytes.slice(0, this.#files.start), high: probe.before };
    this.restore(this.#pristine);
  }

  /** Runs the program as on a machine where it never ran. Returns its exit status. */
  run(args: string[], streams: ProgramStreams): number {
    this.restore(this.#pristine);
    this.#exports.stackRestore(this.#stackTop);
    this.#streams = streams;
    try {
      const status = this.#exports.__main_argc_argv(args.length + 1, this.#arguments(args));
      this.#exports.fflush(0);
      return status;
    } catch (thrown) {
      if (thrown instanceof ProgramExit) return thrown.status;
      throw thrown;
    } finally {
      this.#streams = undefined;
    }
  }

  /** What is in memory now. */
  image(): MemoryImage {
    this.#noteBreak();
    return {
      low: this.#bytes.slice(0, this.#files.start),
      high: this.#bytes.slice(this.#files.end, this.#break()),
    };
  }

  /** Makes memory what it was at `image`, to the last byte. */
  restore(image: MemoryImage): void {
    this.#noteBreak();
    const end = this.#files.end + image.high.length;
    this.#bytes.set(image.low, 0);
    this.#bytes.set(image.high, this.#files.end);
    this.#bytes.fill(0, end, Math.max(end, this.#highestBreak));
    this.#highestBreak = end;
  }

  /** All of the program's memory, for checking that it was put back. */
  memory(): Uint8Array {
    return this.#bytes;
  }

  readInput(descriptor: number, vectors: number, count: number, read: number): number | undefined {
    this.#noteBreak();
    if (descriptor !== standardInput || !this.#streams) return undefined;
    let total = 0;
    for (let index = 0; index < count; index++) {
      const [start, length] = this.#vector(vectors, index);
      if (length === 0) continue;
      const bytes = this.#streams.read(length);
      this.#bytes.set(bytes, start);
      total += bytes.length;
      if (bytes.length < length) break;
    }
    this.#words[read >> 2] = total;
    return 0;
  }

  writeOutput(
    descriptor: number,
    vectors: number,
    count: number,
    written: number,
  ): number | undefined {
    this.#noteBreak();
    if (!this.#streams || descriptor > standardError) return undefined;
    let total = 0;
    for (let index = 0; index < count; index++) {
      const [start, length] = this.#vector(vectors, index);
      const bytes = this.#bytes.subarray(start, start + length);
      if (descriptor === standardOutput) this.#streams.write(bytes);
      else this.#streams.complain(bytes);
      total += length;
    }
    this.#words[written >> 2] = total;
    return 0;
  }

  /** One of the pieces of memory that a call reads into or writes from (struct iovec). */
  #vector(vectors: number, index: number): [start: number, length: number] {
    const at = (vectors >> 2) + 2 * index;
    return [this.#words[at] ?? 0, this.#words[at + 1] ?? 0];
  }

  #arguments(args: string[]): number {
    const pointers = ['espeak-ng', ...args].map((arg) => {
      const bytes = new TextEncoder().encode(`${arg}\0`);
      const pointer = this.#exports.stackAlloc(bytes.length);
      this.#bytes.set(bytes, pointer);
      return pointer;
    });
    const values = this.#exports.stackAlloc(4 * (pointers.length + 1));
    this.#words.set([...pointers, 0], values >> 2);
    return values;
  }

  #break(): number {
    return this.#words[this.#breakWord] ?? 0;
  }

  #noteBreak(): void {
    this.#highestBreak = Math.max(this.#highestBreak, this.#break());
  }
}

/** The imports that espeak-ng is given: its own, with input, output, time and environment ours. */
function redirect(imports: WasmImports, program: () => ResidentProgram | undefined): WasmImports {
  const env = imports.env as Record<string, (...args: number[]) => number>;
  const own = { ...env };
  type Call = [descriptor: number, vectors: number, count: number, result: number];
  const replaced = {
    ...env,
    fd_read: (...call: Call) => program()?.readInput(...call) ?? own.fd_read?.(...call),
    fd_write: (...call: Call) => program()?.writeOutput(...call) ?? own.fd_write?.(...call),
    __syscall_ioctl: () => notATerminal,
    emscripten_date_now: () => 0,
    emscripten_get_now: () => 0,
    environ_get: () => 0,
    environ_sizes_get: (count: number, bytes: number) => {
      program()
        ?.memory()
        .fill(0, count, count + 4)
        .fill(0, bytes, bytes + 4);
      return 0;
    },
    exit: (status: number) => {
      throw new ProgramExit(status);
    },
  };
  return { env: replaced, wasi_snapshot_preview1: replaced };
}

/** The table of embedded files has [name, length, content] for each and ends with a zero. */
function findFiles(words: Uint32Array, table: number): { start: number; end: number } {
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (let at = table >> 2; words[at] !== 0; at += 3) {
    const length = words[at + 1] ?? 0;
    const content = words[at + 2] ?? 0;
    start = Math.min(start, content);
    end = Math.max(end, content + length);
  }
  return { start, end };
}

/**
 * Finds the word that holds the end of the heap, by watching what a large allocation moves: of all
 * the addresses that it changes among the program's variables, the end of the heap is the highest.
 */
function probeHeap(exports: Exports, bytes: Uint8Array, variables: number) {
  const untouched = bytes.slice(variables);
  const block = exports.malloc(16 * pageBytes);
  const words = new Uint32Array(exports.memory.buffer);
  const first = (variables + 3) >> 2;
  const view = new DataView(untouched.buffer);
  let breakWord = first;
  let highestBreak = 0;
  for (let word = first; word < block >> 2; word++) {
    const now = words[word] ?? 0;
    const then = view.getUint32(4 * word - variables, true);
    if (now === then || now <= highestBreak) continue;
    breakWord = word;
    highestBreak = now;
  }
  const end = view.getUint32(4 * breakWord - variables, true);
  return { breakWord, highestBreak, before: untouched.slice(0, end - variables) };
}
