import type { Failure } from '@audiobook/model/failure';
import { ok, type Result } from '@audiobook/model/result';
import { readFlacHeader } from './flac-header.ts';
import { runFfmpeg, streamFfmpeg } from './run-ffmpeg.ts';
import { SampleReader, sampleBytes } from './sample-reader.ts';
import { StreamFailure } from './stream-failure.ts';
import { fileFailure, writeWholeFile } from './whole-file.ts';

/** FLAC whose checksums are checked, and which is given up at the first that is wrong. */
const strictFlac = ['-xerror', '-err_detect crccheck+explode', '-f flac'];

/** The fewest samples that every ffmpeg makes a FLAC file of: 9.0 fails with 15. */
const fewestSamples = 16;

/** How many samples a resampler may leave out at the end. */
const resamplerSlack = 64;

/** A stretch of speech, in samples. */
export interface Span {
  start: number;
  length: number;
}

export interface WriteSpeech {
  file: string;
  /** Hz. */
  sampleRate: number;
  /** The takes' samples in order, mono s16le; a chunk may end anywhere. */
  takes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  signal?: AbortSignal | undefined;
}

/**
 * Writes speech losslessly as FLAC, whole or not at all, and returns how many samples it was given.
 * Fewer than 16 are followed by silence up to that.
 *
 * Fails with `bad-file` where the file system refuses, `encoder-failed`, `cancelled`, or as `takes`
 * does.
 */
export function writeSpeechFile(speech: WriteSpeech): Promise<Result<{ samples: number }>> {
  const { file, sampleRate, signal } = speech;
  const doing = `writing ${file}`;
  return writeWholeFile(file, doing, async (temporary) => {
    let bytes = 0;
    async function* counted() {
      for await (const chunk of speech.takes) {
        bytes += chunk.byteLength;
        yield chunk;
      }
      const missing = fewestSamples * sampleBytes - bytes;
      if (missing > 0) yield new Uint8Array(missing);
    }
    const input = counted();
    const inputOptions = rawPcm(sampleRate);
    const outputOptions = ['-c:a flac', '-f flac', '-fflags +bitexact', '-map_metadata -1'];
    const run = { doing, input, inputOptions, outputOptions, signal };
    const written = await runFfmpeg(run, temporary);
    return written.ok ? ok({ samples: bytes / sampleBytes }) : written;
  });
}

export interface ReadSpeech {
  file: string;
  /** Hz of the file. */
  sampleRate: number;
  /** Hz to read it at, where that is another; see `spanAt`. */
  as?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Yields a speech file's samples, mono s16le, in chunks of whole samples: exactly what was written
 * unless another rate is asked for.
 *
 * Throws a `StreamFailure`: `bad-file` where the file is missing, not speech of that rate, or
 * shorter than it says (see `isLostSpeech`), or can't be read; `encoder-failed` or `cancelled`.
 */
export async function* readSpeechFile(speech: ReadSpeech): AsyncGenerator<Uint8Array> {
  const { file, sampleRate, as = sampleRate, signal } = speech;
  const doing = `reading ${file}`;
  const expected = await checkedSamples(file, sampleRate, doing);
  if (expected === 0) return;

  const run = {
    doing,
    input: file,
    inputOptions: strictFlac,
    outputOptions: rawPcm(as),
    signal,
    blame: (said: string) => damage(doing, file, said),
  };
  let bytes = 0;
  for await (const chunk of wholeSamples(streamFfmpeg(run))) {
    bytes += chunk.byteLength;
    yield chunk;
  }
  const missing = Math.round((expected * as) / sampleRate) - bytes / sampleBytes;
  if (missing > (as === sampleRate ? 0 : resamplerSlack)) {
    throw damaged(doing, file, `it ends ${missing} samples before it should`);
  }
}

/**
 * Yields each span's samples, whole, in the order asked for, while reading the file once. Spans
 * are in samples of the file and must neither overlap nor go back. Holds one span in memory.
 *
 * Throws a `StreamFailure` as `readSpeechFile` does, and where a span reaches past the end.
 */
export async function* readSpeechSpans(
  speech: ReadSpeech & { spans: Iterable<Span> },
): AsyncGenerator<Uint8Array> {
  const { file, sampleRate, as = sampleRate } = speech;
  const reader = new SampleReader(readSpeechFile(speech));
  try {
    for (const span of speech.spans) {
      const { start, length } = spanAt(span, sampleRate, as);
      if (start < reader.position) throw new RangeError(`span at ${start} goes back`);
      await reader.skip(start - reader.position);
      const pcm = await reader.take(length);
      if (start + length - reader.position > (as === sampleRate ? 0 : resamplerSlack)) {
        const found = `no speech at ${start} to ${start + length}`;
        throw damaged(`reading ${file}`, file, found);
      }
      yield pcm;
    }
  } finally {
    await reader.close();
  }
}

/** Whether speech could not be read because its file is missing or damaged, and for no other reason. */
export function isLostSpeech({ failure, cause }: StreamFailure): boolean {
  if (failure.kind !== 'bad-file') return false;
  return cause === undefined || (cause as NodeJS.ErrnoException).code === 'ENOENT';
}

/** Where a span of a file at `from` Hz lies when the file is read at `to` Hz. */
export function spanAt(span: Span, from: number, to: number): Span {
  const start = Math.round((span.start * to) / from);
  const end = Math.round(((span.start + span.length) * to) / from);
  return { start, length: end - start };
}

/** Shifts what chunks cut through the middle of a sample into the next chunk. */
async function* wholeSamples(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let odd: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const joined = odd.byteLength === 0 ? chunk : Buffer.concat([odd, chunk]);
    const whole = joined.byteLength - (joined.byteLength % sampleBytes);
    odd = joined.subarray(whole);
    if (whole > 0) yield joined.subarray(0, whole);
  }
}

async function checkedSamples(file: string, sampleRate: number, doing: string): Promise<number> {
  const header = await readFlacHeader(file).catch((error) => {
    throw new StreamFailure(fileFailure(error, doing, file), { cause: error });
  });
  if (!header) throw damaged(doing, file, 'this is no FLAC file');
  if (header.channels !== 1 || header.bitsPerSample !== 16 || header.sampleRate !== sampleRate) {
    const { channels, bitsPerSample } = header;
    const found = `${header.sampleRate} Hz, ${channels} channels, ${bitsPerSample} bits`;
    throw damaged(doing, file, `${found} instead of ${sampleRate} Hz, 1 channel, 16 bits`);
  }
  return header.samples;
}

function damaged(doing: string, file: string, found: string): StreamFailure {
  return new StreamFailure(damage(doing, file, found));
}

function damage(doing: string, file: string, found: string): Failure {
  const remedy = 'remove this file and synthesize the chapter again';
  return { kind: 'bad-file', doing, file, found, remedy };
}

function rawPcm(sampleRate: number): string[] {
  return ['-f s16le', `-ar ${sampleRate}`, '-ac 1'];
}
