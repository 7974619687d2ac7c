import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';
import {
  isContinued,
  longNameOf,
  problemOfName,
  readArtefactHeader,
  type TarHeader,
  tarBlock,
} from './artefact-tar.ts';
import { UnpackedCount } from './count-unpacked.ts';

export interface ArtefactLimits {
  /** What it may come to unpacked, in bytes. */
  unpackedBytes: number;
  /** Files and folders, those on the way to others too. */
  files: number;
}

/** A path is no longer than this on any system that Nx runs on, in bytes. */
const longestName = 4_096;
/** Of the exit code, which Nx writes as four bytes. */
const codeBytes = 4;
/** Of what a task wrote to the terminal, which Nx holds in memory at once. */
const mostTerminalBytes = 64_000_000;

/**
 * Looks through an artefact while it comes in: whether Nx can unpack it, and whether that could write outside of its
 * folder, make links or devices, or fill the disk. Holds no more than a header of it in memory.
 */
export class ArtefactInspector {
  readonly #limits: ArtefactLimits;
  readonly #gunzip: Gunzip = createGunzip({ chunkSize: 2 ** 17 });
  readonly #ended: Promise<unknown>;
  #header = Buffer.alloc(tarBlock);
  #headerFilled = 0;
  /** Of the entry that is being read: its body, and the zeros behind it. */
  #bodyLeft = 0;
  #paddingLeft = 0;
  #continued = false;
  #longName: Buffer | undefined;
  #longNameFilled = 0;
  #nextName: string | undefined;
  #atEnd = false;
  #unpacked = 0;
  #entries = 0;
  readonly #made = new UnpackedCount();
  /** Of the terminal's output, while that is read. */
  #text: InstanceType<typeof TextDecoder> | undefined;
  #given = 0;
  readonly #own = new Set<string>();
  #problem: string | undefined;

  constructor(limits: ArtefactLimits) {
    this.#limits = limits;
    this.#gunzip.on('data', (piece: Buffer) => this.#take(piece));
    this.#ended = new Promise((resolve) => {
      this.#gunzip.once('close', resolve);
      this.#gunzip.once('end', resolve);
      this.#gunzip.on('error', () =>
        this.#refuse('it is not compressed as gzip does, or cut short'),
      );
    });
  }

  /** Takes the next bytes of the artefact. Returns what is wrong with it, as soon as that is known. */
  async write(piece: Buffer): Promise<string | undefined> {
    this.#given += piece.length;
    if (this.#problem === undefined && !this.#gunzip.write(piece)) {
      await Promise.race([once(this.#gunzip, 'drain').catch(() => undefined), this.#ended]);
    }
    return this.#problem;
  }

  /** Says that this was all. Returns what is wrong with the whole. */
  async end(): Promise<string | undefined> {
    if (this.#problem === undefined) this.#gunzip.end();
    await this.#ended;
    if (this.#problem !== undefined) return this.#problem;
    if (this.#gunzip.bytesWritten !== this.#given) this.#refuse('something follows the archive');
    else if (!this.#atEnd) this.#refuse('it is cut short');
    else if (!this.#own.has('code')) this.#refuse('it does not say how its task ended');
    return this.#problem;
  }

  /** Ends looking, for an artefact that does not come whole. */
  stop(): void {
    this.#gunzip.destroy();
  }

  #refuse(reason: string | undefined): void {
    if (reason === undefined) return;
    this.#problem ??= reason;
    this.#gunzip.destroy();
  }

  #take(piece: Buffer): void {
    this.#count(piece.length);
    for (let at = 0; at < piece.length && this.#problem === undefined; ) {
      at += this.#atEnd ? this.#skipZeros(piece, at) : this.#step(piece.subarray(at));
    }
  }

  #count(bytes: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked > this.#limits.unpackedBytes) {
      this.#refuse(`it unpacks to more than ${this.#limits.unpackedBytes} bytes`);
    }
  }

  /** Takes what it can of some bytes; returns how many. */
  #step(bytes: Buffer): number {
    if (!this.#continued && this.#bodyLeft > 0) {
      const taken = Math.min(this.#bodyLeft, bytes.length);
      if (this.#longName !== undefined) {
        bytes.copy(this.#longName, this.#longNameFilled, 0, taken);
        this.#longNameFilled += taken;
      }
      this.#bodyLeft -= taken;
      this.#readText(bytes.subarray(0, taken));
      return taken;
    }
    if (!this.#continued && this.#paddingLeft > 0) {
      const taken = Math.min(this.#paddingLeft, bytes.length);
      this.#paddingLeft -= taken;
      return taken;
    }
    const taken = bytes.copy(this.#header, this.#headerFilled);
    this.#headerFilled += taken;
    if (this.#headerFilled === tarBlock) {
      this.#headerFilled = 0;
      if (this.#continued) this.#continued = isContinued(this.#header);
      else this.#refuse(this.#begin());
    }
    return taken;
  }

  /** Nx fails where what a task wrote is not UTF-8. */
  #readText(bytes: Buffer): void {
    if (this.#text === undefined) return;
    try {
      this.#text.decode(bytes, { stream: this.#bodyLeft > 0 });
    } catch {
      this.#refuse('its "terminalOutput" is not UTF-8');
    }
    if (this.#bodyLeft === 0) this.#text = undefined;
  }

  /** Looks at a header; returns what is wrong with it. */
  #begin(): string | undefined {
    if (this.#longName !== undefined) {
      this.#nextName = longNameOf(this.#longName);
      this.#longName = undefined;
      if (this.#nextName === undefined) return 'a name in it is not UTF-8';
    }
    const read = readArtefactHeader(this.#header);
    if (read === 'end') {
      this.#atEnd = true;
      return undefined;
    }
    if ('refused' in read) return read.refused;
    this.#continued = read.continued;
    this.#bodyLeft = read.size;
    this.#count(read.unpacked - read.size);
    this.#paddingLeft = (tarBlock - (read.size % tarBlock)) % tarBlock;
    return read.kind === 'long name' ? this.#beginLongName(read) : this.#beginEntry(read);
  }

  #beginLongName({ size }: TarHeader): string | undefined {
    if (this.#nextName !== undefined || size > longestName) {
      return 'a name in it is longer than any path';
    }
    this.#longName = Buffer.alloc(size);
    this.#longNameFilled = 0;
    return undefined;
  }

  #beginEntry({ name: short, size, unpacked, kind }: TarHeader): string | undefined {
    const name = this.#nextName ?? short;
    this.#nextName = undefined;
    this.#entries++;
    if (Math.max(this.#entries, this.#made.add(name)) > this.#limits.files) {
      return `it has more than ${this.#limits.files} files and folders`;
    }
    // The archive's own folder comes first where a task has no outputs.
    const problem = name === '' && kind === 'folder' ? undefined : problemOfName(name);
    if (problem !== undefined) return problem;
    if (kind === 'folder' && size > 0) return 'a folder in it has a content';
    if (name !== 'code' && name !== 'terminalOutput') return undefined;
    const whole = kind === 'file' && size === unpacked;
    if (this.#own.has(name) || !whole || (name === 'code' && size !== codeBytes)) {
      return `its "${name}" is not what Nx writes`;
    }
    this.#own.add(name);
    return name === 'terminalOutput' ? this.#beginTerminal(size) : undefined;
  }

  #beginTerminal(size: number): string | undefined {
    if (size > mostTerminalBytes) return 'its "terminalOutput" has more than 64 MB';
    this.#text = size > 0 ? new TextDecoder('utf-8', { fatal: true }) : undefined;
    return undefined;
  }

  /** Behind the last entry there are zeros alone. */
  #skipZeros(piece: Buffer, at: number): number {
    for (let index = at; index < piece.length; index++) {
      if (piece[index] !== 0) this.#refuse('something follows its last entry');
    }
    return piece.length - at;
  }
}
