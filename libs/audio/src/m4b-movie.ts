import { aacFrameSamples, aacPrimingSamples, finishedRate } from './adts.ts';
import { type ChapterMark, neroChapters } from './m4b-chapters.ts';
import { box, fullBox, max32, u8, u16, u32, u64 } from './mp4-box.ts';

/** Units a second of the movie and its chapters: milliseconds. */
export const movieTimescale = 1_000;

/** Frames in a chunk: about a second, the unit in which players read. */
export const framesPerChunk = 43;

/** Where everything lies in the file that the movie box describes. */
export interface M4bLayout {
  /** Bytes of each AAC frame, as 32 bits big-endian. */
  frameSizes: Uint8Array;
  /** Where each chunk of frames begins, in bytes of the file. */
  chunkOffsets: Float64Array;
  /** Where the chapters' titles begin, one after the other, in bytes of the file. */
  titlesOffset: number;
  /** Bytes of each title. */
  titleSizes: number[];
  chapters: readonly ChapterMark[];
  /** Whether places take 64 bits, as they must in a file of over 4 GiB and need not elsewhere. */
  wide: boolean;
  /** Three letters of ISO 639-2. */
  language: string;
  /** Average bits a second, for players that show it. */
  bitRate: number;
  tags: Uint8Array;
}

const audioTrack = 1;
const chapterTrack = 2;

const identityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000);
const unity = u32(0x10000);

/** Milliseconds that are heard of so many frames: all but the encoder's priming. */
export function heardMs(frames: number): number {
  return Math.round(
    (Math.max(0, frames * aacFrameSamples - aacPrimingSamples) * 1000) / finishedRate,
  );
}

/**
 * The box that describes a file of AAC and its chapters (ISO/IEC 14496-12 and -14; the text track
 * after Apple's QuickTime File Format). Its length depends on how many frames, chunks and chapters
 * there are, never on their sizes or places.
 */
export function movie(layout: M4bLayout): Buffer {
  const duration = heardMs(frameCount(layout));
  const header = fullBox(
    'mvhd',
    {},
    u32(0, 0, movieTimescale, duration),
    unity,
    u16(0x100),
    Buffer.alloc(10),
    identityMatrix,
    Buffer.alloc(24),
    u32(chapterTrack + 1),
  );
  const userData = box('udta', layout.tags, neroChapters(layout.chapters));
  return box('moov', header, audio(layout, duration), titles(layout, duration), userData);
}

function frameCount({ frameSizes }: M4bLayout): number {
  return frameSizes.byteLength / 4;
}

function audio(layout: M4bLayout, duration: number): Buffer {
  const frames = frameCount(layout);
  const soundHeader = fullBox('smhd', {}, u32(0));
  return box(
    'trak',
    // Enabled and part of the movie.
    trackHeader({ id: audioTrack, flags: 3, duration, volume: 0x100 }),
    editList(duration, aacPrimingSamples),
    box('tref', box('chap', u32(chapterTrack))),
    media(
      { handler: 'soun', timescale: finishedRate, duration: frames * aacFrameSamples, ...layout },
      soundHeader,
      box(
        'stbl',
        fullBox('stsd', {}, u32(1), aacDescription(layout.bitRate)),
        fullBox('stts', {}, u32(1, frames, aacFrameSamples)),
        chunkLengths(frames),
        fullBox('stsz', {}, u32(0, frames), layout.frameSizes),
        chunkOffsets(layout.chunkOffsets, layout.wide),
      ),
    ),
  );
}

/**
 * The chapters' track. Part of the movie but not enabled, so that nothing shows it as subtitles, and
 * with a duration for each title of its own: AVFoundation reads no others (taglib/taglib#1325).
 */
function titles(layout: M4bLayout, duration: number): Buffer {
  const { chapters, titleSizes } = layout;
  const starts = [...chapters.map(({ startMs }) => startMs), duration];
  const durations = chapters.flatMap((_, i) => [
    1,
    Math.max(0, (starts[i + 1] ?? 0) - (starts[i] ?? 0)),
  ]);
  return box(
    'trak',
    trackHeader({ id: chapterTrack, flags: 2, duration, volume: 0 }),
    editList(duration, 0),
    media(
      { handler: 'text', timescale: movieTimescale, duration, ...layout },
      textHeader(),
      box(
        'stbl',
        fullBox('stsd', {}, u32(1), textDescription()),
        fullBox('stts', {}, u32(chapters.length, ...durations)),
        fullBox('stsc', {}, u32(1, 1, 1, 1)),
        fullBox('stsz', {}, u32(0, chapters.length, ...titleSizes)),
        chunkOffsets(titleOffsets(layout), layout.wide),
      ),
    ),
  );
}

/** Each title is a chunk of its own: music-metadata reads no others. */
function titleOffsets({ titlesOffset, titleSizes }: M4bLayout): Float64Array {
  let offset = titlesOffset;
  return Float64Array.from(titleSizes, (size) => {
    offset += size;
    return offset - size;
  });
}

function trackHeader(track: {
  id: number;
  flags: number;
  duration: number;
  volume: number;
}): Buffer {
  return fullBox(
    'tkhd',
    { flags: track.flags },
    u32(0, 0, track.id, 0, track.duration),
    Buffer.alloc(8),
    u16(0, 0, track.volume, 0),
    identityMatrix,
    u32(0, 0),
  );
}

/** Plays `duration` ms of the track from `start`, in the track's own units, on. */
function editList(duration: number, start: number): Buffer {
  return box('edts', fullBox('elst', {}, u32(1, duration, start), unity));
}

interface Media {
  handler: 'soun' | 'text';
  /** Units a second. */
  timescale: number;
  /** In those units. */
  duration: number;
  language: string;
}

function media(media: Media, header: Buffer, samples: Buffer): Buffer {
  const name = Buffer.from(media.handler === 'soun' ? 'Sound\0' : 'Chapters\0');
  const handler = fullBox('hdlr', {}, u32(0), Buffer.from(media.handler), Buffer.alloc(12), name);
  const here = fullBox('url ', { flags: 1 });
  const dataInformation = box('dinf', fullBox('dref', {}, u32(1), here));
  return box('mdia', mediaHeader(media), handler, box('minf', header, dataInformation, samples));
}

/** A book of over 27 hours needs 64 bits for its length in samples. */
function mediaHeader({ timescale, duration, language }: Media): Buffer {
  const rest = u16(packedLanguage(language), 0);
  if (duration <= max32) return fullBox('mdhd', {}, u32(0, 0, timescale, duration), rest);
  return fullBox('mdhd', { version: 1 }, u64(0), u64(0), u32(timescale), u64(duration), rest);
}

/** Three letters of five bits each. */
function packedLanguage(language: string): number {
  return [...language].reduce((packed, letter) => (packed << 5) | (letter.charCodeAt(0) - 0x60), 0);
}

/** Frames in each chunk: all the same but the last. */
function chunkLengths(frames: number): Buffer {
  const whole = Math.floor(frames / framesPerChunk);
  const rest = frames % framesPerChunk;
  const runs = [
    ...(whole > 0 ? [[1, framesPerChunk, 1]] : []),
    ...(rest > 0 ? [[whole + 1, rest, 1]] : []),
  ];
  return fullBox('stsc', {}, u32(runs.length, ...runs.flat()));
}

/** Where chunks begin. */
function chunkOffsets(offsets: Float64Array, wide: boolean): Buffer {
  const width = wide ? 8 : 4;
  const bytes = Buffer.alloc(width * offsets.length);
  offsets.forEach((offset, index) => {
    if (wide) bytes.writeBigUInt64BE(BigInt(offset), width * index);
    else bytes.writeUInt32BE(offset, width * index);
  });
  return fullBox(wide ? 'co64' : 'stco', {}, u32(offsets.length), bytes);
}

/** AAC-LC at 44,100 Hz, mono. */
function aacDescription(bitRate: number): Buffer {
  const sampleEntry = [Buffer.alloc(6), u16(1), Buffer.alloc(8), u16(1, 16, 0, 0, finishedRate, 0)];
  return box('mp4a', ...sampleEntry, elementaryStream(bitRate));
}

/** Object type 2 (AAC-LC), frequency index 4, one channel (ISO/IEC 14496-3, 1.6.2.1). */
const audioSpecificConfig = u8(0x12, 0x08);

/** How the decoder is set up (ISO/IEC 14496-1, 7.2.6). */
function elementaryStream(bitRate: number): Buffer {
  const config = descriptor(5, audioSpecificConfig);
  // MPEG-4 audio, an audio stream; then the buffer that it needs, its highest and average rates.
  const decoder = descriptor(4, u8(0x40, 0x15, 0, 0, 0), u32(bitRate, bitRate), config);
  const always = descriptor(6, u8(2));
  return fullBox('esds', {}, descriptor(3, u16(audioTrack), u8(0), decoder, always));
}

function descriptor(tag: number, ...contents: Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([u8(tag, body.length), body]);
}

/** The media header of a QuickTime text track. */
function textHeader(): Buffer {
  const general = fullBox('gmin', {}, u16(0x40, 0x8000, 0x8000, 0x8000, 0, 0));
  return box('gmhd', general, box('text', identityMatrix));
}

/** How text would look: nobody shows it, but the description has to be whole. */
function textDescription(): Buffer {
  const [fontAndFace, colours] = [Buffer.alloc(7), Buffer.alloc(6)];
  const look = [u32(0, 0), colours, Buffer.alloc(16), fontAndFace, colours, u8(0)];
  return box('text', Buffer.alloc(6), u16(1), ...look);
}
