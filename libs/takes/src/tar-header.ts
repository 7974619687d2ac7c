/** A tar archive's unit: headers are one block, and bodies are filled up with zeros to a whole one. */
export const tarBlock = 512;

/** An entry of a tar archive. */
export interface TarEntry {
  /** At most 100 ASCII characters, folders parted by `/`. */
  name: string;
  /** Bytes of the body, below 8 GiB. */
  size: number;
  /** `file` for a regular one; everything else, such as a folder or a link. */
  kind: 'file' | 'folder' | 'extension' | 'other';
}

/** The header of a regular file that its owner alone may read (POSIX.1-1988, ustar). */
export function tarHeader({
  name,
  size,
  modified,
}: {
  name: string;
  size: number;
  modified: Date;
}) {
  const header = Buffer.alloc(tarBlock);
  header.write(name, 0, 100, 'ascii');
  header.write(octal(0o600, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(Math.max(0, Math.floor(modified.getTime() / 1000)), 11), 136);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257);
  header.write(octal(checksum(header), 6), 148);
  header.write('\0 ', 154);
  return header;
}

/**
 * Reads a header; `end` for the block of zeros behind the last entry, `short` for less than a block,
 * `broken` for anything else.
 */
export function readTarHeader(block: Buffer): TarEntry | 'end' | 'short' | 'broken' {
  if (block.length < tarBlock) return 'short';
  if (block.every((byte) => byte === 0)) return 'end';
  if (octalAt(block, 148, 8) !== checksum(block)) return 'broken';
  const size = octalAt(block, 124, 12);
  if (size === undefined) return 'broken';
  const prefix = block.toString('latin1', 257, 262) === 'ustar' ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return { name: prefix ? `${prefix}/${name}` : name, size, kind: kindOf(block[156]) };
}

/** The zeros that follow a body of `size` bytes. */
export function tarPadding(size: number): number {
  return (tarBlock - (size % tarBlock)) % tarBlock;
}

/** Old archives mark a regular file with a zero byte; x, g, L and K only describe the next entry. */
function kindOf(flag: number | undefined): TarEntry['kind'] {
  switch (String.fromCharCode(flag ?? 0)) {
    case '0':
    case '\0':
      return 'file';
    case '5':
      return 'folder';
    case 'x':
    case 'g':
    case 'L':
    case 'K':
      return 'extension';
    default:
      return 'other';
  }
}

/** The sum of a header's bytes, its own field counted as spaces. */
function checksum(header: Buffer): number {
  const sum = header.reduce((total, byte) => total + byte, 0);
  const field = header.subarray(148, 156).reduce((total, byte) => total + byte, 0);
  return sum - field + 8 * 0x20;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function octalAt(block: Buffer, start: number, length: number): number | undefined {
  const text = textAt(block, start, length).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function textAt(block: Buffer, start: number, length: number): string {
  return block.toString('latin1', start, start + length).replace(/\0.*$/s, '');
}
