import { hash } from 'node:crypto';
import type { TakeKey } from '@audiobook/model/digest';
import { shortText } from '@audiobook/model/short-text';
import { Provenance, type Speech, type Take, Verdict } from '@audiobook/model/take';
import { digestOf } from './digest-of.ts';
import { type Chunk, chunkOf, chunksOf } from './riff-chunks.ts';

/** A take file is never larger than this, in bytes: 46 minutes at 48 kHz. */
export const largestTakeFile = 2 ** 28;

/** RIFF and fmt headers, data header, an empty take chunk, checksum. */
export const smallestTakeFile = 12 + 24 + 8 + 8 + 8 + 32;

const fileVersion = 1;
const checksumBytes = 32;
/** With a size of 0, which is written last. */
const riffHeader = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1');

/** A take file's content, or why there is none; a `newer` file is whole, but not for this version. */
export type DecodedTake =
  | { sound: true; take: Take }
  | { sound: false; newer: boolean; reason: string };

/**
 * A take as a WAVE file that any player plays.
 *
 * Chunks: `fmt `, `data`, `take` (JSON: version, key, digest, verdict, provenance) and last `sha2`:
 * the SHA-256 of every byte before those 32. The audio comes first, since simple players look for it at a
 * fixed offset.
 */
export function encodeTakeFile(take: Take): Buffer {
  const { key, digest, verdict, provenance } = take;
  if (take.pcm.byteLength % 2 !== 0) throw new RangeError('A take has whole 16-bit samples.');
  if (verdict === 'missing') throw new RangeError('A missing take can not be stored.');
  const described = JSON.stringify({ version: fileVersion, key, digest, verdict, provenance });
  const file = Buffer.concat([
    riffHeader,
    ...chunkOf('fmt ', formatOf(take)),
    ...chunkOf('data', take.pcm),
    ...chunkOf('take', Buffer.from(described)),
    ...chunkOf('sha2', Buffer.alloc(checksumBytes)),
  ]);
  if (file.length > largestTakeFile) throw new RangeError('A take is 46 minutes at most.');
  file.writeUInt32LE(file.length - 8, 4);
  hash('sha256', file.subarray(0, -checksumBytes), 'buffer').copy(
    file,
    file.length - checksumBytes,
  );
  return file;
}

/** Reads a take file and holds it against its checksum, its key and its digest. */
export function decodeTakeFile(bytes: Uint8Array, key: TakeKey): DecodedTake {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const broken = findBreakage(file);
  if (broken !== undefined) return unsound(broken);
  const chunks = chunksOf(file.subarray(12));
  const format = chunks.find(({ id }) => id === 'fmt ');
  const data = chunks.find(({ id }) => id === 'data');
  const described = chunks.find(({ id }) => id === 'take');
  // Before all else that a newer version may do otherwise, its audio included.
  const version = described && fieldsOf(described.body.toString()).version;
  if (typeof version === 'number' && version > fileVersion) return newer(version);
  if (!format || !data || !described) return unsound('it lacks one of the chunks fmt, data, take');
  const speech = speechOf(format, data);
  if (!speech) return unsound('its audio is not mono 16-bit PCM');
  return takeOf(speech, described, key);
}

/** Whatever can be wrong before the checksum is known to be right. */
function findBreakage(file: Buffer): string | undefined {
  if (file.length < smallestTakeFile) return `it is cut short, at ${file.length} bytes`;
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    return 'it is not a WAVE file';
  }
  const declared = file.readUInt32LE(4) + 8;
  if (declared !== file.length) return `it has ${file.length} of ${declared} bytes`;
  const covered = file.subarray(0, -checksumBytes);
  const checksum = file.subarray(-checksumBytes);
  return hash('sha256', covered, 'buffer').equals(checksum) ? undefined : 'its checksum is wrong';
}

function takeOf(speech: Speech, described: Chunk, key: TakeKey): DecodedTake {
  const said = fieldsOf(described.body.toString());
  if (said.version !== fileVersion) {
    return unsound(`it is of version ${shortText(said.version)}, not ${fileVersion}`);
  }
  if (said.key !== key) return unsound(`it holds the take ${shortText(said.key)}`);
  const digest = digestOf(speech);
  if (said.digest !== digest) return unsound('its samples are not those of its digest');
  // A later version of the tool may know more verdicts and say more of a take's origin.
  const verdict = Verdict.exclude(['missing']).catch('unheard').parse(said.verdict);
  const provenance = Provenance.strip().safeParse(said.provenance);
  if (!provenance.success) return unsound('it does not say who spoke it');
  return { sound: true, take: { ...speech, key, digest, verdict, provenance: provenance.data } };
}

/** WAVEFORMAT of mono 16-bit PCM (Multimedia Programming Interface 1.0, 1991). */
function formatOf({ sampleRate }: Speech): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE(sampleRate * 2, 8);
  format.writeUInt16LE(2, 12);
  format.writeUInt16LE(16, 14);
  return format;
}

function speechOf({ body: format }: Chunk, { body: data }: Chunk): Speech | undefined {
  if (format.length < 16 || data.length % 2 !== 0) return undefined;
  const pcm = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const speech = { sampleRate: format.readUInt32LE(4), pcm };
  if (speech.sampleRate === 0) return undefined;
  return formatOf(speech).equals(format.subarray(0, 16)) ? speech : undefined;
}

/** The fields of a JSON object; none where the text is anything else. */
function fieldsOf(json: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(json) };
  } catch {
    return {};
  }
}

function unsound(reason: string): DecodedTake {
  return { sound: false, newer: false, reason };
}

function newer(version: number): DecodedTake {
  const reason = `a newer version of this tool wrote it (format ${version}, and this one knows ${fileVersion}): update this clone`;
  return { sound: false, newer: true, reason };
}
