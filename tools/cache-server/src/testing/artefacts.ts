import { gzipSync } from 'node:zlib';
import { tarBlock } from '../artefact-tar.ts';

/** An entry of an archive of a test's own; everything about it may be wrong. */
export interface ForgedEntry {
  name: string;
  body?: Buffer | string;
  /** The character that says what it is. */
  type?: string;
  link?: string;
  /** What the header says in place of the body's size. */
  size?: string;
  /** Where a header says of which format it is. */
  magic?: string;
  change?: (header: Buffer) => void;
}

/** An archive as Nx 23 sends it, made of entries of a test's own. */
export function forgeArtefact(entries: readonly ForgedEntry[], { ended = true } = {}): Buffer {
  return gzipSync(ended ? tarOf(entries) : Buffer.concat(entries.flatMap(blocksOf)));
}

/** The same before it is compressed. */
export function tarOf(entries: readonly ForgedEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * tarBlock)]);
}

/** What every artefact of Nx has. */
export const ofNx: readonly ForgedEntry[] = [
  { name: 'terminalOutput', type: '\0', magic: '', body: 'done\n' },
  { name: 'code', type: '\0', magic: '', body: Buffer.alloc(4) },
];

/** A sound artefact with one file. */
export function artefactOf(name: string, body: Buffer | string): Buffer {
  return forgeArtefact([{ name: 'dist', type: '5' }, { name, body }, ...ofNx]);
}

function blocksOf(entry: ForgedEntry): Buffer[] {
  const body = Buffer.from(entry.body ?? '');
  return [
    forgeHeader(entry, body.length),
    body,
    Buffer.alloc((tarBlock - (body.length % tarBlock)) % tarBlock),
  ];
}

/** A header for a body of so many bytes. */
export function forgeHeader(
  { name, type = '0', link = '', size, magic = 'ustar  \0', change }: ForgedEntry,
  bytes: number,
) {
  const header = Buffer.alloc(tarBlock);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644', 100);
  header.write(size ?? bytes.toString(8).padStart(11, '0'), 124, 'latin1');
  header.write('00000000000', 136);
  header.write(type, 156, 'latin1');
  header.write(link, 157, 100, 'utf8');
  header.write(magic, 257, 'latin1');
  change?.(header);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
