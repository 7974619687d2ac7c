/** Recordings of people, as they come from telephones and sound editors. */

import { open } from 'node:fs/promises';
import { fail, ok, type Result } from '@audiobook/model/result';
import { runFfmpeg } from './run-ffmpeg.ts';
import { fileFailure } from './whole-file.ts';

/** What a file is by its first bytes, and the demuxer that reads it. No other one ever does. */
const kinds: readonly { demuxer: string; pattern: RegExp }[] = [
  { demuxer: 'wav', pattern: /^(RIFF|RF64).{4}WAVE/s },
  { demuxer: 'flac', pattern: /^fLaC/ },
  { demuxer: 'ogg', pattern: /^OggS/ },
  { demuxer: 'mov', pattern: /^.{4}ftyp/s },
  { demuxer: 'mp3', pattern: /^(ID3|\xff[\xe2-\xff])/ },
];

/** Engines that clone voices read at most so many samples a second; lower rates are kept. */
const sampleRates = '8000|11025|12000|16000|22050|24000|32000|44100|48000';

export interface RecordingOptions {
  /** The WAVE file that is written. */
  to: string;
  /** What is longer is cut there. */
  mostSeconds: number;
  signal?: AbortSignal | undefined;
}

/**
 * Turns a recording (WAVE, FLAC, Ogg, MP3, M4A) into a WAVE file: mono, 16 bits, at its own rate up to 48 kHz,
 * without its metadata. The file may be anyone's: it is opened as what its first bytes say, and nothing
 * that it names is.
 *
 * Fails with `bad-file` where it is none of these or damaged, with `encoder-failed`, and with `cancelled`.
 */
export async function convertRecording(
  file: string,
  { to, mostSeconds, signal }: RecordingOptions,
): Promise<Result<undefined>> {
  const doing = 'reading the recording';
  const demuxer = await demuxerOf(file, doing);
  if (!demuxer.ok) return demuxer;
  const unreadable = (found: string) =>
    ({ kind: 'bad-file', doing, file, found, remedy: 'Save it as WAVE or FLAC.' }) as const;
  const run = {
    ...{ doing, input: file, signal, blame: unreadable },
    inputOptions: ['-f', demuxer.value, '-protocol_whitelist', 'file'],
    outputOptions: [
      ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1', '-t', `${mostSeconds}`],
      ...['-af', `aformat=sample_fmts=s16:sample_rates=${sampleRates}:channel_layouts=mono`],
      ...['-c:a', 'pcm_s16le', '-fflags', '+bitexact', '-flags:a', '+bitexact', '-f', 'wav', '-y'],
    ],
  };
  return runFfmpeg(run, to);
}

async function demuxerOf(file: string, doing: string): Promise<Result<string>> {
  try {
    const opened = await open(file);
    try {
      const { buffer, bytesRead } = await opened.read(Buffer.alloc(16), 0, 16, 0);
      const start = buffer.toString('latin1', 0, bytesRead);
      const kind = kinds.find(({ pattern }) => pattern.test(start));
      if (kind !== undefined) return ok(kind.demuxer);
    } finally {
      await opened.close();
    }
  } catch (error) {
    const failure = fileFailure(error, doing, file);
    const remedy = 'Give the path of a recording that can be read.';
    return fail(failure.kind === 'bad-file' ? { ...failure, remedy } : failure);
  }
  const found = 'it is no WAVE, FLAC, Ogg, MP3 or M4A file';
  return fail({ kind: 'bad-file', doing, file, found, remedy: 'Save it as WAVE or FLAC.' });
}
