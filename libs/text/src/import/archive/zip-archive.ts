import { crc32 } from 'node:zlib';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Inflate } from 'fflate';
import { decodePercent } from './archive-path.ts';
import { packedBytes, readZipDirectory, type ZipEntry } from './zip-directory.ts';

/** What an archive may unpack to. */
export interface ZipLimits {
  entries: number;
  /** Bytes of one entry, unpacked. */
  entryBytes: number;
  /** Bytes of everything that is read, unpacked. */
  totalBytes: number;
}

const mebibyte = 1024 * 1024;

/** Far more than any book has: the Bible is 5 MiB of text. */
export const bookLimits: ZipLimits = {
  entries: 20_000,
  entryBytes: 64 * mebibyte,
  totalBytes: 512 * mebibyte,
};

/** What is being done to which file, for failures. */
export interface Importing {
  doing: string;
  file: string;
}

/** Packed bytes inflated at a time: deflate makes at most 1,032 bytes of one, so about 4 MiB. */
const step = 4 * 1024;

/** A ZIP archive that unpacks single entries when asked, in memory, within limits. */
export class ZipArchive {
  readonly #bytes: Uint8Array;
  readonly #importing: Importing;
  readonly #limits: ZipLimits;
  readonly #entries: Map<string, ZipEntry>;
  #read = 0;

  /** Made when a name is first looked for in vain. */
  #names: Map<string, string> | undefined;

  private constructor(
    bytes: Uint8Array,
    entries: Map<string, ZipEntry>,
    importing: Importing,
    limits: ZipLimits,
  ) {
    this.#bytes = bytes;
    this.#entries = entries;
    this.#importing = importing;
    this.#limits = limits;
  }

  /** Fails for a damaged archive and for one with too many entries. Nothing is unpacked yet. */
  static open(
    bytes: Uint8Array,
    importing: Importing,
    limits: ZipLimits = bookLimits,
  ): Result<ZipArchive> {
    const entries = readZipDirectory(bytes, limits.entries);
    if (typeof entries === 'string') return damaged(importing, entries);
    return ok(new ZipArchive(bytes, entries, importing, limits));
  }

  /** An entry's name as the archive has it, also where case, composition or percent signs differ. */
  find(name: string): string | undefined {
    if (this.#entries.has(name)) return name;
    this.#names ??= new Map(
      [...this.#entries.keys()].reverse().map((own) => [looseName(own), own]),
    );
    return this.#names.get(looseName(name));
  }

  /** An entry's bytes; fails for a missing, damaged, encrypted or too large one. */
  read(name: string): Result<Uint8Array> {
    const entry = this.#entries.get(name);
    if (!entry) return damaged(this.#importing, `${name} is not in it`);
    if (entry.encrypted) return damaged(this.#importing, `${name} is locked with a password`);
    const packed = packedBytes(this.#bytes, entry);
    if (!packed) return damaged(this.#importing, `${name} does not lie within it`);
    const room = Math.min(this.#limits.entryBytes, this.#limits.totalBytes - this.#read);
    const unpacked = entry.bytes > room ? 'too large' : unpack(entry.method, packed, room);
    if (unpacked === 'too large') return tooLarge(this.#importing, name, room);
    if (unpacked === 'broken' || crc32(unpacked) !== entry.crc) {
      return damaged(this.#importing, `${name} cannot be unpacked`);
    }
    this.#read += unpacked.length;
    return ok(unpacked);
  }
}

function looseName(name: string): string {
  return decodePercent(name).normalize('NFC').toLowerCase();
}

function unpack(
  method: number,
  packed: Uint8Array,
  room: number,
): Uint8Array | 'too large' | 'broken' {
  if (method === 0) return packed.length > room ? 'too large' : packed;
  if (method !== 8) return 'broken';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const inflate = new Inflate((part) => {
    parts.push(part);
    bytes += part.length;
  });
  try {
    for (let at = 0; at < packed.length; at += step) {
      inflate.push(packed.subarray(at, at + step), at + step >= packed.length);
      if (bytes > room) return 'too large';
    }
  } catch {
    return 'broken';
  }
  return Buffer.concat(parts);
}

function damaged(importing: Importing, found: string): Result<never> {
  return fail({
    kind: 'bad-file',
    ...importing,
    found: `the file is damaged: ${found}`,
    remedy: 'Get the file again; an e-book reader should open it first.',
  });
}

function tooLarge(importing: Importing, name: string, room: number): Result<never> {
  return fail({
    kind: 'bad-file',
    ...importing,
    found: `${name} is too large: it unpacks to more than ${Math.floor(room / mebibyte)} MiB`,
    remedy: 'No book has that much text; get the file from a source that you trust.',
  });
}
