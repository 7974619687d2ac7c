import { once } from 'node:events';
import { resolve } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type Ffmpeg from 'fluent-ffmpeg';
import { findFfmpeg } from './ffmpeg-binary.ts';
import { StreamFailure } from './stream-failure.ts';

/** One run of ffmpeg: a single input, a single output. Every demuxer and muxer is named. */
export interface FfmpegRun {
  /** What is being done, for the message of a failure: "encoding the MP3 of …". */
  doing: string;
  /** A file's path, or bytes for ffmpeg's standard input. */
  input: string | AsyncIterable<Uint8Array>;
  /** Options that describe the input, such as `-f s16le -ar 24000 -ac 1`. */
  inputOptions: readonly string[];
  /** Options that describe the output, such as `-c:a flac -f flac`. */
  outputOptions: readonly string[];
  signal?: AbortSignal | undefined;
  /**
   * What it means when ffmpeg fails, from what it said last; `encoder-failed` where this is left out,
   * or ffmpeg said nothing: it was killed, or could not be started.
   */
  blame?: ((said: string) => Failure) | undefined;
}

/** How many lines of what ffmpeg said go into a failure. */
const tailLines = 8;

/** No questions, no progress, errors only. */
const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error'];

/**
 * Runs ffmpeg into a file and waits for its end.
 *
 * Fails with `encoder-failed` and ffmpeg's last lines, with the input stream's own failure, or with
 * `cancelled`; then the process is gone and `file` is whatever it had written: use it within
 * `writeWholeFile`.
 */
export async function runFfmpeg(run: FfmpegRun, file: string): Promise<Result<undefined>> {
  const started = await start(run, resolve(file));
  return started.ok ? started.value.ended : started;
}

/**
 * Runs ffmpeg and yields what it writes to its standard output, as fast as that is taken. Leaving
 * the loop early ends the process.
 *
 * Throws a `StreamFailure` where `runFfmpeg` returns a failure.
 */
export async function* streamFfmpeg(run: FfmpegRun): AsyncGenerator<Uint8Array, void, undefined> {
  // Without its close event, since fluent-ffmpeg takes that for a consumer that went away.
  const output = new PassThrough({ emitClose: false, highWaterMark: 1 << 18 });
  const started = await start(run, output);
  if (!started.ok) throw new StreamFailure(started.failure);
  const { ended, stop } = started.value;
  const broken = ended.then(
    (result) => result.ok || output.destroy(new StreamFailure(result.failure)),
    (error) => output.destroy(error),
  );
  try {
    // Not destroyed on leaving: fluent-ffmpeg would report the end before the process is gone.
    yield* output.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    // The output ends before the process does, and only its exit says whether it was all.
    const result = await ended;
    if (!result.ok) throw new StreamFailure(result.failure);
  } finally {
    stop();
    await broken;
    output.destroy();
  }
}

interface Started {
  ended: Promise<Result<undefined>>;
  /** Kills the process if it still runs. */
  stop: () => void;
}

async function start(run: FfmpegRun, output: string | PassThrough): Promise<Result<Started>> {
  const binary = await findFfmpeg();
  if (!binary.ok) return binary;
  if (run.signal?.aborted) return fail({ kind: 'cancelled', doing: run.doing });

  const { default: ffmpeg } = await import('fluent-ffmpeg');
  const stdin = typeof run.input === 'string' ? undefined : new PassThrough();
  const command = ffmpeg({ logger: undefined, stdoutLines: tailLines })
    .setFfmpegPath(binary.value)
    .input(stdin ?? resolve(run.input as string))
    .inputOptions([...quiet, ...run.inputOptions])
    .outputOptions([...run.outputOptions])
    .output(output as string);
  return ok(supervise(command, run, stdin));
}

/** Sees a command to its end: feeds it, and kills it when told to or when its input fails. */
function supervise(command: Ffmpeg.FfmpegCommand, run: FfmpegRun, stdin?: PassThrough): Started {
  const over = new AbortController();
  let running = false;
  let why: Failure | undefined;
  let bug: unknown;

  const kill = () => {
    if (running) command.kill('SIGKILL');
  };
  const stop = (failure?: Failure) => {
    why ??= failure ?? { kind: 'cancelled', doing: run.doing };
    over.abort();
    kill();
  };
  const onAbort = () => stop();

  const { promise, resolve: settle } = Promise.withResolvers<Result<undefined>>();
  command
    .on('start', () => {
      running = true;
      if (why) kill();
    })
    .on('end', () => {
      running = false;
      settle(ok());
    })
    .on('error', (error, _stdout, stderr) => {
      running = false;
      settle(fail(why ?? failureOf(run, stderr?.trim() ?? '', error.message)));
    });
  run.signal?.addEventListener('abort', onAbort, { once: true });
  command.run();

  const fed = stdin
    ? feed(run.input as AsyncIterable<Uint8Array>, stdin, over.signal).catch((error) => {
        if (error instanceof StreamFailure) return stop(error.failure);
        bug = error;
        stop();
      })
    : undefined;

  const ended = promise.then(async (result) => {
    over.abort();
    run.signal?.removeEventListener('abort', onAbort);
    await fed;
    if (bug !== undefined) throw bug;
    return result;
  });
  return { ended, stop };
}

/** Writes `source` to `stdin` as fast as it is taken, until it ends or `over` says to stop. */
async function feed(
  source: AsyncIterable<Uint8Array>,
  stdin: PassThrough,
  over: AbortSignal,
): Promise<void> {
  for await (const chunk of source) {
    if (over.aborted) return;
    if (!stdin.write(chunk)) await drained(stdin, over);
  }
  stdin.end();
}

async function drained(stdin: Readable, over: AbortSignal): Promise<void> {
  try {
    await once(stdin, 'drain', { signal: over });
  } catch (error) {
    if (!over.aborted) throw error;
  }
}

function failureOf({ doing, blame }: FfmpegRun, said: string, end: string): Failure {
  const found = (said || end).split('\n').slice(-tailLines).join('\n');
  if (said && blame) return blame(found);
  const remedy = 'if the disk is not full, try another ffmpeg by setting FFMPEG_PATH';
  return { kind: 'encoder-failed', doing, found, remedy };
}
