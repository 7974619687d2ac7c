import { open } from 'node:fs/promises';

/** What a FLAC file says of itself in its first block. */
export interface FlacHeader {
  /** Hz. */
  sampleRate: number;
  channels: number;
  bitsPerSample: number;
  /** Samples per channel; 0 where the writer did not know. */
  samples: number;
}

/** The stream marker, a block header, and STREAMINFO as far as the sample count (RFC 9639, 8.2). */
const headerBytes = 4 + 4 + 18;

/** Reads a FLAC file's header; undefined where the file is none. Throws what the file system throws. */
export async function readFlacHeader(file: string): Promise<FlacHeader | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    if (bytesRead < headerBytes || buffer.toString('latin1', 0, 4) !== 'fLaC') return undefined;
    const packed = buffer.readBigUInt64BE(18);
    return {
      sampleRate: Number(packed >> 44n),
      channels: Number((packed >> 41n) & 0x7n) + 1,
      bitsPerSample: Number((packed >> 36n) & 0x1fn) + 1,
      samples: Number(packed & 0xfffffffffn),
    };
  } finally {
    await handle.close();
  }
}
