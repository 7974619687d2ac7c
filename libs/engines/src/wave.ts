import type { Speech } from '@audiobook/model/take';

const headerBytes = 44;
const bytesPerSample = 2;

/** What a WAVE file holds, or what is wrong with it. */
export type DecodedWave = { ok: true; speech: Speech } | { ok: false; problem: string };

/** Speech as a WAVE file: mono, 16 bits, with a header of 44 bytes. */
export function encodeWave({ sampleRate, pcm }: Speech): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(headerBytes - 8 + pcm.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * bytesPerSample, 28);
  header.writeUInt16LE(bytesPerSample, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(pcm.byteLength, 40);
  return Buffer.concat([header, pcm]);
}

/** A part of a WAVE file. */
export interface Chunk {
  body: Buffer;
  /** What the file says that the chunk has, in bytes. */
  bytes: number;
}

/**
 * Reads mono PCM of 16 bits out of a WAVE file, whatever other chunks it has.
 *
 * A server that streams says that its audio has no end (0xFFFFFFFF or 0 bytes); then the audio is all
 * that follows. Otherwise every byte that the file promises must be there.
 */
export function decodeWave(file: Buffer): DecodedWave {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    return wrong(
      `it is no WAVE file: it begins with ${JSON.stringify(file.toString('latin1', 0, 12))}`,
    );
  }
  const chunks = chunksOf(file);
  const format = chunks.get('fmt ')?.body;
  const data = chunks.get('data');
  if (format === undefined || format.length < 16 || data === undefined) {
    return wrong('it lacks a fmt or data chunk');
  }
  // 0xFFFE is the extensible format, which says the same in more words.
  const [kind, channels, bits] = [0, 2, 14].map((at) => format.readUInt16LE(at));
  const isPcm = kind === 1 || kind === 0xfffe;
  if (!isPcm || channels !== 1 || bits !== 16) {
    return wrong(
      `its audio is not mono PCM of 16 bits (format ${kind}, ${channels} channels, ${bits} bits)`,
    );
  }
  if (data.body.length < data.bytes) {
    return wrong(`it ends after ${data.body.length} of ${data.bytes} bytes of audio`);
  }
  if (data.body.length % bytesPerSample !== 0) return wrong('it ends within a sample');
  const sampleRate = format.readUInt32LE(4);
  if (sampleRate < 8_000 || sampleRate > 192_000)
    return wrong(`its sample rate is ${sampleRate} Hz`);
  return { ok: true, speech: { sampleRate, pcm: data.body } };
}

/** The chunks of a RIFF file by their names; the last of those with the same. */
export function chunksOf(file: Buffer): Map<string, Chunk> {
  const chunks = new Map<string, Chunk>();
  for (let at = 12; at + 8 <= file.length; ) {
    const id = file.toString('latin1', at, at + 4);
    const said = file.readUInt32LE(at + 4);
    const endless = id === 'data' && (said === 0xffffffff || said === 0);
    const bytes = endless ? file.length - at - 8 : said;
    chunks.set(id, { body: file.subarray(at + 8, at + 8 + bytes), bytes });
    at += 8 + bytes + (bytes % 2);
  }
  return chunks;
}

function wrong(problem: string): DecodedWave {
  return { ok: false, problem };
}
