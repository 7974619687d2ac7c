import { Worker } from 'node:worker_threads';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookFile } from '../book-reader.ts';
import type { PdfContents, PdfMessage, PdfPage } from './pdf-pages.ts';

/** Scanned books are this large, with room to spare; in bytes. */
const mostBytes = 128 * 1024 * 1024;
/** The longest novels fill half as many. */
const mostPages = 5_000;
/** Letters and digits: as much as 10 MB of plain text. */
const mostLetters = 10_000_000;
/** Files of text hold fewer letters a byte, packed as they are. */
const mostLettersPerByte = 8;
const freeLetters = 200_000;

/** Growth of the process, in bytes; a book of 1,000 pages takes a third of it. */
const mostMemory = 320 * 1024 * 1024;
/** In MiB, for what the parser itself allocates; buffers of unpacked streams are not among it. */
const mostHeap = 256;

/** Of processor time, in seconds: what every file may take, and what its size and its text add. */
const freeSeconds = 3.5;
const secondsPerMebibyte = 1;
const secondsPerLetter = 1 / 100_000;
/** Busy machines take longer than they work: times the processor time. */
const mostWaiting = 10;
/** In milliseconds. */
const lookEvery = 20;

/**
 * Everything that is drawn on the pages of a PDF.
 *
 * The file is parsed in a thread of its own, which is ended when it takes more time or memory than
 * the file's size and the text read so far account for: nothing else stops a parser within a loop
 * or an unpacking stream. Fails with a `bad-file` for files that are locked, damaged or beyond all
 * limits.
 */
export async function openPdf(file: BookFile): Promise<Result<PdfContents>> {
  const refuse = refusalOf(file);
  if (file.bytes.length > mostBytes) {
    return refuse(
      'the file is larger than 128 MiB',
      'Cut it up, or save it with smaller pictures.',
    );
  }
  if (!isWhole(file.bytes)) {
    return refuse(
      'the file is damaged: its end is missing, and pages with it',
      'Get the file again, or save it anew from a program that can open it.',
    );
  }
  return new PdfReading(file).result;
}

/** The last line is %%EOF (ISO 32000-1, 7.5.5); some programs leave bytes of their own behind it. */
function isWhole(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(-2_048)).toString('latin1').includes('%%EOF');
}

/** A file that is being read, watched from outside. */
class PdfReading {
  readonly result: Promise<Result<PdfContents>>;
  readonly #file: BookFile;
  readonly #pages: PdfPage[] = [];
  readonly #worker: Worker;
  readonly #start = Date.now();
  readonly #processor = process.cpuUsage();
  readonly #memory = process.memoryUsage.rss();
  readonly #watch: NodeJS.Timeout;
  #letters = 0;
  #settle: (result: Result<PdfContents>) => void = () => {};

  constructor(file: BookFile) {
    this.#file = file;
    this.result = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#worker = new Worker(new URL('./read-pdf-thread.ts', import.meta.url), {
      workerData: file.bytes,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: mostHeap },
    });
    this.#worker.on('message', (message: PdfMessage) => this.#take(message));
    this.#worker.on('error', (error) => this.#fail(...this.#whyEnded(error)));
    this.#worker.on('exit', () => this.#fail('it cannot be read: the parser gave up', saveAnew));
    this.#watch = setInterval(() => this.#look(), lookEvery);
  }

  #take(message: PdfMessage): void {
    switch (message.kind) {
      case 'opened':
        if (message.pages > mostPages) this.#fail(`it has ${message.pages} pages`, cutUp);
        return;
      case 'page':
        this.#takePage(message.page, message.letters);
        return;
      case 'end':
        this.#end(ok({ pages: this.#pages, ...message.contents }));
        return;
      case 'locked':
        this.#fail('it is locked: it opens with a password only', unlock);
        return;
      case 'failed':
        this.#fail(`the file is damaged: ${message.found}`, saveAnew);
        return;
      default:
        message satisfies never;
    }
  }

  #takePage(page: PdfPage, letters: number): void {
    this.#pages.push(page);
    this.#letters += letters;
    const accounted = this.#file.bytes.length * mostLettersPerByte + freeLetters;
    if (this.#letters > Math.min(accounted, mostLetters)) {
      this.#fail(`it holds more text than a book: over ${this.#letters} letters`, cutUp);
    }
  }

  #look(): void {
    const { user, system } = process.cpuUsage(this.#processor);
    const allowed =
      freeSeconds +
      (this.#file.bytes.length / 1024 / 1024) * secondsPerMebibyte +
      this.#letters * secondsPerLetter;
    const spent = (user + system) / 1e6;
    const waited = (Date.now() - this.#start) / 1_000 / mostWaiting;
    if (Math.max(spent, waited) > allowed) {
      const page = this.#pages.length + 1;
      this.#fail(`reading page ${page} takes too long for a book of this size`, saveAnew);
    } else if (process.memoryUsage.rss() - this.#memory > mostMemory) this.#fail(...tooLarge);
  }

  #whyEnded(error: unknown): readonly [string, string] {
    const isMemory = error instanceof Error && 'code' in error && error.code === outOfMemory;
    return isMemory ? tooLarge : ['it cannot be read: the parser failed', saveAnew];
  }

  #fail(found: string, remedy: string): void {
    this.#end(refusalOf(this.#file)(found, remedy));
  }

  /** Only the first end counts. */
  #end(result: Result<PdfContents>): void {
    clearInterval(this.#watch);
    this.#settle(result);
    void this.#worker.terminate();
  }
}

const outOfMemory = 'ERR_WORKER_OUT_OF_MEMORY';
const saveAnew =
  'Save it anew from a program that can open it (print it to a PDF), and import that.';
const cutUp = 'Import a file that holds one book.';
const unlock =
  'Open it with its password and save it without one (e.g. `qpdf --decrypt --password=… in.pdf out.pdf`).';
const tooLarge = ['it unpacks to more than a book can hold', saveAnew] as const;

/** Words a refusal of this file. */
export function refusalOf({ name }: BookFile): (found: string, remedy: string) => Result<never> {
  return (found, remedy) =>
    fail({ kind: 'bad-file', doing: `importing ${name}`, file: name, found, remedy });
}
