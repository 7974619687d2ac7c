/** An entry as the central directory lists it. */
export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  encrypted: boolean;
  crc: number;
  packedBytes: number;
  bytes: number;
  /** Where its local header stands, in bytes from the file's start. */
  offset: number;
}

/** Signatures and sizes of records, in bytes: PKWARE APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16. */
const end = { signature: 0x06054b50, bytes: 22, longestComment: 0xffff };
const listed = { signature: 0x02014b50, bytes: 46 };
const local = { signature: 0x04034b50, bytes: 30 };

/**
 * The entries of a ZIP archive by name, from its central directory; as text, what is wrong with
 * the archive. Nothing is unpacked.
 */
export function readZipDirectory(
  bytes: Uint8Array,
  mostEntries: number,
): Map<string, ZipEntry> | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endAt = findEnd(view);
  if (endAt === undefined) return 'the list of its contents is missing, as if it were cut off';
  const count = view.getUint16(endAt + 10, true);
  if (count > mostEntries) return `it lists ${count} entries, more than ${mostEntries}`;
  const entries = new Map<string, ZipEntry>();
  let at = view.getUint32(endAt + 16, true);
  for (let i = 0; i < count; i++) {
    const inside = at + listed.bytes <= endAt && view.getUint32(at, true) === listed.signature;
    if (!inside) return 'the list of its contents is broken';
    const nameBytes = view.getUint16(at + 28, true);
    const nameAt = at + listed.bytes;
    const name = decodeName(bytes.subarray(nameAt, nameAt + nameBytes));
    entries.set(name, readEntry(view, at, name));
    at = nameAt + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The packed bytes of an entry, or undefined where its local header does not lead to them. */
export function packedBytes(bytes: Uint8Array, entry: ZipEntry): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset } = entry;
  if (offset + local.bytes > bytes.length) return undefined;
  if (view.getUint32(offset, true) !== local.signature) return undefined;
  const nameAndExtra = view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const start = offset + local.bytes + nameAndExtra;
  if (start + entry.packedBytes > bytes.length) return undefined;
  return bytes.subarray(start, start + entry.packedBytes);
}

function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - end.bytes;
  const first = Math.max(0, last - end.longestComment);
  for (let at = last; at >= first; at--) {
    if (view.getUint32(at, true) === end.signature) return at;
  }
  return undefined;
}

function readEntry(view: DataView, at: number, name: string): ZipEntry {
  return {
    name,
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    bytes: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
}

/** Names are UTF-8 in every EPUB (OCF 3.3, 4.2.3); older tools wrote the code page of their PC. */
function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
