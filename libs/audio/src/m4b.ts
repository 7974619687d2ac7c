import { type FileHandle, open, stat } from 'node:fs/promises';
import { fail, ok, type Result } from '@audiobook/model/result';
import { AdtsError, aacFrameSamples, adtsHeaderBytes, finishedRate, readAdts } from './adts.ts';
import type { BookTags } from './book-tags.ts';
import { threeLetterLanguage } from './language-code.ts';
import { type ChapterMark, chapterSamples } from './m4b-chapters.ts';
import { framesPerChunk, heardMs, type M4bLayout, movie } from './m4b-movie.ts';
import { m4bTags } from './m4b-tags.ts';
import { box, u32, u64 } from './mp4-box.ts';
import { fileFailure, writeWholeFile } from './whole-file.ts';

/** A chapter as `encodeChapter` left it. */
export interface M4bChapter {
  title: string;
  aacFile: string;
  /** How many frames `encodeChapter` counted. */
  frames: number;
}

export interface M4b {
  /** In order; at least one. */
  chapters: readonly M4bChapter[];
  book: BookTags;
  outFile: string;
  signal?: AbortSignal | undefined;
}

/** So much audio leaves room for everything else in the 4 GiB that 32 bits can count. */
const narrowAudioBytes = 4_000_000_000;

/** An audiobook by its major brand, and plain MP4 to whoever knows no other. */
const fileType = box('ftyp', Buffer.from('M4B \0\0\0\0M4B M4A mp42isom'));

/**
 * Joins chapters' AAC into one M4B with chapter marks, tags and cover, without encoding again.
 *
 * Written here and not by ffmpeg, which takes 10 seconds for ten hours to look at each of 1.5 million
 * frames. The movie box comes first, so that a player can start before it has the whole file.
 *
 * Every chapter begins with one frame of the encoder's priming. An edit list skips the book's first
 * one, so chapter n starts after the frames of all chapters before it, which is where its first
 * sample is heard.
 *
 * Fails with `bad-file` where a chapter's AAC is missing, damaged or not as long as it was, and
 * with `cancelled`.
 */
export function writeM4b(wanted: M4b): Promise<Result<{ seconds: number }>> {
  const { chapters, book, outFile } = wanted;
  const doing = `joining the chapters of ${book.title}`;
  return writeWholeFile(outFile, doing, async (temporary) => {
    const joined = await join(wanted, doing, temporary);
    if (!joined.ok) return joined;
    return ok({ seconds: heardMs(sumOfFrames(chapters)) / 1000 });
  });
}

async function join(wanted: M4b, doing: string, file: string): Promise<Result<undefined>> {
  const { chapters } = wanted;
  const titles = chapterSamples(chapterMarks(chapters));
  const frames = sumOfFrames(chapters);
  const audioBytes = await bytesOfAudio(chapters);
  const layout: M4bLayout = {
    frameSizes: Buffer.alloc(4 * frames),
    chunkOffsets: new Float64Array(Math.ceil(frames / framesPerChunk)),
    titlesOffset: 0,
    titleSizes: titles.map((title) => title.length),
    chapters: chapterMarks(chapters),
    wide: audioBytes > narrowAudioBytes,
    language: threeLetterLanguage(wanted.book.language),
    bitRate: Math.round((audioBytes * 8 * finishedRate) / (frames * aacFrameSamples)),
    tags: m4bTags(wanted.book),
  };
  const head = fileType.length + movie(layout).length;
  const text = Buffer.concat(titles);
  const dataHeader = mediaDataHeader(text.length + audioBytes, layout.wide);
  layout.titlesOffset = head + dataHeader.length;

  const output = await open(file, 'wx');
  try {
    await writeAt(output, Buffer.concat([dataHeader, text]), head);
    const writer = new FrameWriter(output, layout, layout.titlesOffset + text.length);
    for (const chapter of chapters) {
      const written = await writer.append(chapter, doing, wanted.signal);
      if (!written.ok) return written;
    }
    await writeAt(output, Buffer.concat([fileType, movie(layout)]), 0);
    return ok();
  } finally {
    await output.close();
  }
}

function mediaDataHeader(bytes: number, wide: boolean): Buffer {
  const type = Buffer.from('mdat');
  return wide
    ? Buffer.concat([u32(1), type, u64(bytes + 16)])
    : Buffer.concat([u32(bytes + 8), type]);
}

/** Where each chapter begins: after all frames before it, less the priming that is skipped. */
function chapterMarks(chapters: readonly M4bChapter[]): ChapterMark[] {
  let frames = 0;
  return chapters.map((chapter) => {
    const startMs = Math.round((frames * aacFrameSamples * 1000) / finishedRate);
    frames += chapter.frames;
    return { title: chapter.title, startMs };
  });
}

function sumOfFrames(chapters: readonly M4bChapter[]): number {
  return chapters.reduce((sum, { frames }) => sum + frames, 0);
}

/** All frames without their headers. */
async function bytesOfAudio(chapters: readonly M4bChapter[]): Promise<number> {
  const sizes = await Promise.all(chapters.map(({ aacFile }) => stat(aacFile)));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  return total - adtsHeaderBytes * sumOfFrames(chapters);
}

/** Writes frames behind each other and notes their sizes and where their chunks begin. */
class FrameWriter {
  readonly #output: FileHandle;
  readonly #layout: M4bLayout;
  readonly #sizes: DataView;
  #offset: number;
  #frame = 0;

  constructor(output: FileHandle, layout: M4bLayout, offset: number) {
    this.#output = output;
    this.#layout = layout;
    const { buffer, byteOffset, byteLength } = layout.frameSizes;
    this.#sizes = new DataView(buffer, byteOffset, byteLength);
    this.#offset = offset;
  }

  async append(
    chapter: M4bChapter,
    doing: string,
    signal: AbortSignal | undefined,
  ): Promise<Result<undefined>> {
    const end = this.#frame + chapter.frames;
    try {
      for await (const { bytes, offsets } of readAdts(chapter.aacFile)) {
        if (signal?.aborted) return fail({ kind: 'cancelled', doing });
        if (this.#frame + offsets.length - 1 > end) return notAsLong(chapter, doing);
        await this.#write(bytes, offsets);
      }
    } catch (error) {
      if (error instanceof AdtsError) return damaged(chapter, doing, error.message);
      return fail(fileFailure(error, doing, chapter.aacFile));
    }
    return this.#frame === end ? ok() : notAsLong(chapter, doing);
  }

  /** Moves the frames together over their headers, in place, and writes them at once. */
  async #write(bytes: Buffer, offsets: readonly number[]): Promise<void> {
    let kept = 0;
    for (let i = 0; i + 1 < offsets.length; i++) {
      const start = (offsets[i] as number) + adtsHeaderBytes;
      const end = offsets[i + 1] as number;
      if (this.#frame % framesPerChunk === 0) {
        this.#layout.chunkOffsets[this.#frame / framesPerChunk] = this.#offset + kept;
      }
      this.#sizes.setUint32(4 * this.#frame++, end - start);
      bytes.copyWithin(kept, start, end);
      kept += end - start;
    }
    await writeAt(this.#output, bytes.subarray(0, kept), this.#offset);
    this.#offset += kept;
  }
}

/** Writes all of the bytes: a disk that fills up takes some of them first, and fails at the rest. */
async function writeAt(output: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await output.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function notAsLong(chapter: M4bChapter, doing: string): Result<never> {
  return damaged(chapter, doing, `it does not hold the ${chapter.frames} frames it was given`);
}

function damaged(chapter: M4bChapter, doing: string, found: string): Result<never> {
  const remedy = `encode chapter “${chapter.title}” again`;
  return fail({ kind: 'bad-file', doing, file: chapter.aacFile, found, remedy });
}
