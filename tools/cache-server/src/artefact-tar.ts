import { shortText } from '@audiobook/model/short-text';

/** A tar archive's unit, in bytes. */
export const tarBlock = 512;

/** An entry's header, as far as it says what unpacking it would do. */
export interface TarHeader {
  name: string;
  /** Bytes of the body. */
  size: number;
  /** What it takes on a disk; a sparse file has a shorter body. */
  unpacked: number;
  kind: 'file' | 'folder' | 'long name';
  /** Blocks that go on with the list of a sparse file's pieces stand before the body. */
  continued: boolean;
}

/**
 * Reads a header of an archive as Nx writes it (GNU and old format, by Rust's `tar`). Everything that Nx does not write
 * is refused, so that nobody can mean one thing to this reader and another to Nx's: links, devices, POSIX's extended
 * headers, sizes that are not octal. Returns the header, `end` for a block of zeros, or what is wrong.
 */
export function readArtefactHeader(block: Buffer): TarHeader | 'end' | { refused: string } {
  if (block.every((byte) => byte === 0)) return 'end';
  if (octalAt(block, 148, 8) !== checksum(block)) return { refused: 'it is no tar archive' };
  const name = nameIn(block);
  const size = octalAt(block, 124, 12);
  if (name === undefined) return { refused: 'a name in it is not UTF-8' };
  if (size === undefined) return { refused: `the size of ${quoted(name)} can not be read` };
  const flag = String.fromCharCode(block[156] ?? 0);
  const kind = kinds[flag];
  if (kind === undefined) {
    const what = otherKinds[flag] ?? `of the type ${flag.charCodeAt(0)}`;
    return { refused: `${quoted(name)} is ${what}, and only files and folders are taken` };
  }
  const sparse = flag === 'S';
  // Elsewhere such a header may be passed over, and what it says of the next one with it.
  if ((sparse || flag === 'L') && block.toString('latin1', 257, 265) !== 'ustar  \0') {
    return { refused: `${quoted(name)} is of a type that its header can not have` };
  }
  const unpacked = sparse ? octalAt(block, 483, 12) : size;
  if (unpacked === undefined || unpacked < size) {
    return { refused: `the size of ${quoted(name)} can not be read` };
  }
  return { name, size, unpacked, kind, continued: sparse && block[482] !== 0 };
}

/** Whether a block that goes on with a sparse file's pieces is followed by another (GNU's tar format). */
export function isContinued(block: Buffer): boolean {
  return block[504] !== 0;
}

/** Why a name may not be unpacked; undefined for one that stays within its folder, on every system. */
export function problemOfName(name: string): string | undefined {
  if (name === '') return 'a name in it is empty';
  if (name.includes('\0')) return 'a name in it holds a zero byte';
  if (/^[\\/]|^[a-zA-Z]:/.test(name)) return `the name ${quoted(name)} is absolute`;
  if (name.split(/[\\/]/).includes('..'))
    return `the name ${quoted(name)} climbs out of its folder`;
  return undefined;
}

function quoted(name: string): string {
  return JSON.stringify(shortText(name));
}

/** POSIX's prefix counts where the header says that it is POSIX's; GNU has times and more there. */
function nameIn(block: Buffer): string | undefined {
  const name = textAt(block, 0, 100);
  const posix = block.toString('latin1', 257, 265) === 'ustar\x0000';
  const prefix = posix ? textAt(block, 345, 155) : '';
  return name === undefined || prefix === undefined
    ? undefined
    : prefix
      ? `${prefix}/${name}`
      : name;
}

const kinds: Readonly<Record<string, TarHeader['kind']>> = {
  '0': 'file',
  '\0': 'file',
  S: 'file',
  '5': 'folder',
  L: 'long name',
};

const otherKinds: Readonly<Record<string, string>> = {
  '1': 'a link',
  '2': 'a link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
};

/** The sum of a header's bytes, its own field counted as spaces. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < tarBlock; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  return sum;
}

function octalAt(block: Buffer, start: number, length: number): number | undefined {
  const text = block.toString('latin1', start, start + length);
  const digits = /^ *([0-7]+)[\0 ]*$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a field to its first zero byte; undefined where it is not UTF-8. */
function textAt(block: Buffer, start: number, length: number): string | undefined {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return textOf(end === -1 ? field : field.subarray(0, end));
}

/** A long name's text: Rust's `tar` takes one zero byte from its end, and no other. Undefined where it is not UTF-8. */
export function longNameOf(body: Buffer): string | undefined {
  return textOf(body.at(-1) === 0 ? body.subarray(0, -1) : body);
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
