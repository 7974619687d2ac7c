/** A chunk of a RIFF file: four characters and its bytes. */
export interface Chunk {
  id: string;
  body: Buffer;
}

/** A chunk's header, its bytes, and the pad byte that an odd number of bytes is followed by. */
export function chunkOf(id: string, body: Uint8Array): Uint8Array[] {
  const header = Buffer.alloc(8);
  header.write(id, 0, 4, 'latin1');
  header.writeUInt32LE(body.byteLength, 4);
  return body.byteLength % 2 === 0 ? [header, body] : [header, body, Buffer.alloc(1)];
}

/** The chunks that follow one another in `bytes`; one that is cut short is left out. */
export function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    if (at + 8 + size > bytes.length) break;
    const body = bytes.subarray(at + 8, at + 8 + size);
    chunks.push({ id: bytes.toString('latin1', at, at + 4), body });
    at += 8 + size + (size % 2);
  }
  return chunks;
}
