import type { PassThrough } from 'node:stream';
import type { Loudness } from '@audiobook/model/book';
import { fail, ok, type Result } from '@audiobook/model/result';
import { AdtsError, countAdtsFrames, finishedRate } from './adts.ts';
import { type GainCurve, gainApplier, planGain } from './gain-curve.ts';
import { LoudnessEnvelope } from './loudness-envelope.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import { sampleBytes } from './sample-reader.ts';
import { branch, share } from './shared-stream.ts';
import { StreamFailure, streamResult } from './stream-failure.ts';
import { writeWholeFile } from './whole-file.ts';

/** A stretch of a chapter: speech (mono s16le, whole samples) or silence, in samples. */
export type Piece = { kind: 'speech'; pcm: Uint8Array } | { kind: 'silence'; samples: number };

export interface ChapterSound {
  /** What is being done, for messages: "encoding chapter 3 of Absalon". */
  doing: string;
  /** The chapter from its first sample to its last; asked for twice, and the same both times. */
  pieces: () => AsyncIterable<Piece>;
  /** Hz of all pieces. */
  sampleRate: number;
  loudness: Loudness;
  mp3File: string;
  aacFile: string;
  signal?: AbortSignal | undefined;
}

export interface EncodedChapter {
  /** Length before encoding; an encoder adds its delay and fills its last frame. */
  seconds: number;
  /** Integrated loudness before the gain, in LUFS; null for silence. */
  measuredLufs: number | null;
  /** Gain applied to the whole chapter, in dB. */
  gainDb: number;
  aacFrames: number;
}

/**
 * How far under the book's ceiling peaks are held, in dB: resampling and lossy coding raise the
 * highest peaks of limited speech again, by up to 0.3 dB where that was measured.
 */
const peakMarginDb = 0.5;

/** Samples in a block of silence. */
const silenceBlock = 1 << 15;

/** An encoder needs something to encode: the least length of a chapter, in seconds. */
const shortestSeconds = 0.1;

/**
 * LAME turns down what it encodes at a constant 192 kbit/s to 0.97 (its `presets.c`; the same measured
 * with ffmpeg of 2018, 5.1 and 9.0), which would leave the MP3 0.26 dB under the AAC.
 */
const lameScale = 0.97;

/** ACX asks for MP3 at a constant 192 kbit/s, 44.1 kHz; tags are put before it later. */
const mp3Options = [
  `-af volume=${1 / lameScale}`,
  ...['-c:a libmp3lame', '-b:a 192k', `-ar ${finishedRate}`, '-ac 1', '-f mp3'],
  ...['-id3v2_version 0', '-write_id3v1 0', '-write_xing 1', '-map_metadata -1'],
];

const aacOptions = [
  ...['-c:a aac', '-profile:a aac_low', '-b:a 96k', `-ar ${finishedRate}`, '-ac 1', '-f adts'],
  '-map_metadata -1',
];

/**
 * Encodes a chapter as MP3 (192 kbit/s CBR) and as AAC-LC (96 kbit/s, ADTS), both 44.1 kHz mono, side
 * by side, after one gain for the whole chapter that brings it to the wanted loudness. Peaks that
 * then exceed the ceiling are limited without moving a sample. A chapter without a sample becomes
 * a tenth of a second of silence.
 *
 * Both files are written whole or not at all. Fails as `pieces` does, and with `encoder-failed`,
 * `bad-file` or `cancelled`.
 */
export function encodeChapter(chapter: ChapterSound): Promise<Result<EncodedChapter>> {
  const { doing, mp3File, aacFile } = chapter;
  return streamResult(async () => {
    const { samples, curve } = await measure(chapter);
    const written = await writeWholeFile(mp3File, doing, (mp3) =>
      writeWholeFile(aacFile, doing, (aac) => encode(chapter, curve, { mp3, aac })),
    );
    if (!written.ok) return written;
    const { measuredLufs, gainDb } = curve;
    const seconds = Math.max(samples / chapter.sampleRate, shortestSeconds);
    return ok({ seconds, measuredLufs, gainDb, aacFrames: written.value });
  });
}

async function measure(chapter: ChapterSound): Promise<{ samples: number; curve: GainCurve }> {
  const envelope = new LoudnessEnvelope(chapter.sampleRate);
  let samples = 0;
  for await (const block of blocks(chapter)) {
    envelope.add(block);
    samples += block.length;
  }
  envelope.end();
  const { targetLufs, peakDbfs } = chapter.loudness;
  return { samples, curve: planGain(envelope, { targetLufs, peakDbfs: peakDbfs - peakMarginDb }) };
}

/** Writes both files and counts the frames of the AAC. */
async function encode(
  chapter: ChapterSound,
  curve: GainCurve,
  files: { mp3: string; aac: string },
): Promise<Result<number>> {
  const { doing, sampleRate } = chapter;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(chapter.signal ? [chapter.signal] : [])]);
  const inputOptions = ['-f f32le', `-ar ${sampleRate}`, '-ac 1'];
  const [forMp3, forAac] = [branch(), branch()];

  const run = async (input: PassThrough, outputOptions: string[], file: string) => {
    const result = await runFfmpeg({ doing, input, inputOptions, outputOptions, signal }, file);
    input.destroy();
    // What the other encoder writes is of no use without this one.
    if (!result.ok) stop.abort();
    return result;
  };
  const [mp3, aac] = await Promise.all([
    run(forMp3, mp3Options, files.mp3),
    run(forAac, aacOptions, files.aac),
    share(levelled(chapter, curve), [forMp3, forAac]),
  ]);
  const failures = [mp3, aac].flatMap((result) => (result.ok ? [] : [result.failure]));
  const cause = failures.find(({ kind }) => kind !== 'cancelled') ?? failures[0];
  return cause ? fail(cause) : countFrames(files.aac, doing);
}

async function countFrames(file: string, doing: string): Promise<Result<number>> {
  try {
    return ok(await countAdtsFrames(file));
  } catch (error) {
    if (!(error instanceof AdtsError)) throw error;
    const remedy = 'try another ffmpeg by setting FFMPEG_PATH';
    return fail({ kind: 'encoder-failed', doing, found: error.message, remedy });
  }
}

/** The chapter's samples after its gain, as little-endian 32-bit floats. */
async function* levelled(chapter: ChapterSound, curve: GainCurve): AsyncGenerator<Uint8Array> {
  const apply = gainApplier(curve);
  let samples = 0;
  for await (const block of blocks(chapter)) {
    samples += block.length;
    yield bytesOf(apply(block));
  }
  const missing = Math.round(shortestSeconds * chapter.sampleRate) - samples;
  if (missing > 0) yield bytesOf(new Float32Array(missing));
}

/** The chapter's samples, full scale being 1, in blocks of any length. */
async function* blocks(chapter: ChapterSound): AsyncGenerator<Float32Array> {
  for await (const piece of chapter.pieces()) {
    if (chapter.signal?.aborted) {
      throw new StreamFailure({ kind: 'cancelled', doing: chapter.doing });
    }
    if (piece.kind === 'speech') yield toFloats(piece.pcm);
    else yield* silence(piece.samples);
  }
}

function* silence(samples: number): Generator<Float32Array> {
  for (let left = samples; left > 0; left -= silenceBlock) {
    yield new Float32Array(Math.min(left, silenceBlock));
  }
}

function toFloats(pcm: Uint8Array): Float32Array {
  const aligned = pcm.byteOffset % sampleBytes === 0 ? pcm : pcm.slice();
  const samples = aligned.byteLength / sampleBytes;
  const integers = new Int16Array(aligned.buffer, aligned.byteOffset, samples);
  const floats = new Float32Array(samples);
  for (let i = 0; i < samples; i++) floats[i] = (integers[i] as number) / 32_768;
  return floats;
}

function bytesOf(floats: Float32Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}
