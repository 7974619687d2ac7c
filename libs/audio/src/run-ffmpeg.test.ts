import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runFfmpeg, streamFfmpeg } from './run-ffmpeg.ts';
import { StreamFailure } from './stream-failure.ts';
import { same, sine, temporaryFolder, toPcm } from './testing.ts';

const doing = 'trying ffmpeg';
const pcmOptions = ['-f s16le', '-ar 24000', '-ac 1'];
const flac = { doing, inputOptions: pcmOptions, outputOptions: ['-c:a flac', '-f flac'] };

async function* endless(onChunk = () => {}) {
  const second = toPcm(sine(1, 24_000));
  for (;;) {
    onChunk();
    yield second;
  }
}

/** Processes of this one that are called ffmpeg, dead ones that nobody waited for included. */
function ffmpegChildren(): string[] {
  const list = execFileSync('ps', ['-A', '-o', 'ppid=,stat=,comm=']).toString().split('\n');
  return list.filter((line) => line.trim().startsWith(`${process.pid} `) && /ffmpeg/.test(line));
}

describe('runFfmpeg()', () => {
  it('writes what it is fed to a file', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a b%d.flac');
    const input = [toPcm(sine(0.5, 24_000))];
    expect(await runFfmpeg({ ...flac, input: iterate(input) }, file)).toMatchObject({ ok: true });
    expect((await readFile(file)).toString('latin1', 0, 4)).toBe('fLaC');
  });

  it('fails with what ffmpeg said last', async () => {
    await using folder = await temporaryFolder();
    const source = join(folder.path, 'none.flac');
    const run = { ...flac, input: source, inputOptions: ['-f flac'] };
    const result = await runFfmpeg(run, join(folder.path, 'out.flac'));
    expect(result).toMatchObject({
      ok: false,
      failure: { kind: 'encoder-failed', doing, found: expect.stringContaining(source) },
    });
  });

  it('ends, and stops reading its input, when ffmpeg does not want it', async () => {
    await using folder = await temporaryFolder();
    const run = { ...flac, input: endless(), outputOptions: ['-c:a nosuch', '-f flac'] };
    const result = await runFfmpeg(run, join(folder.path, 'out.flac'));
    expect(result).toMatchObject({ failure: { found: expect.stringContaining('nosuch') } });
    expect(ffmpegChildren()).toEqual([]);
  });

  it('kills the process when it is told to stop', async () => {
    await using folder = await temporaryFolder();
    const stop = new AbortController();
    let chunks = 0;
    const input = endless(() => {
      if (++chunks === 50) stop.abort();
    });
    const run = { ...flac, input, signal: stop.signal };
    const result = await runFfmpeg(run, join(folder.path, 'out.flac'));
    expect(result).toEqual({ ok: false, failure: { kind: 'cancelled', doing } });
    expect(ffmpegChildren()).toEqual([]);
  });

  it('starts nothing when it was told to stop before', async () => {
    const run = { ...flac, input: endless(), signal: AbortSignal.abort() };
    expect(await runFfmpeg(run, '/nowhere/out.flac')).toMatchObject({
      failure: { kind: 'cancelled' },
    });
  });

  it('fails as its input does', async () => {
    await using folder = await temporaryFolder();
    const failure = { kind: 'bad-request', doing: 'x', found: 'y', remedy: 'z' } as const;
    async function* input() {
      yield toPcm(sine(1, 24_000));
      throw new StreamFailure(failure);
    }
    const run = { ...flac, input: input() };
    const result = await runFfmpeg(run, join(folder.path, 'out.flac'));
    expect(result).toEqual({ ok: false, failure });
    expect(ffmpegChildren()).toEqual([]);
  });

  it('throws what a bug in its input throws', async () => {
    await using folder = await temporaryFolder();
    async function* input() {
      yield toPcm(sine(1, 24_000));
      throw new TypeError('a bug');
    }
    const run = runFfmpeg({ ...flac, input: input() }, join(folder.path, 'out.flac'));
    await expect(run).rejects.toThrow('a bug');
  });
});

describe('streamFfmpeg()', () => {
  const samples = { doing, inputOptions: pcmOptions, outputOptions: pcmOptions };

  it('yields what ffmpeg writes', async () => {
    const pcm = toPcm(sine(3, 24_000));
    const parts: Uint8Array[] = [];
    for await (const part of streamFfmpeg({ ...samples, input: iterate([pcm]) })) parts.push(part);
    expect(same(Buffer.concat(parts), pcm)).toBe(true);
  });

  it('ends the process when its consumer leaves early', async () => {
    for await (const part of streamFfmpeg({ ...samples, input: endless() })) {
      expect(part.byteLength).toBeGreaterThan(0);
      break;
    }
    expect(ffmpegChildren()).toEqual([]);
  });

  it('throws a failure as a StreamFailure, with a meaning of the caller’s', async () => {
    await using folder = await temporaryFolder();
    const failure = { kind: 'bad-request', doing, found: 'mine', remedy: 'none' } as const;
    const input = join(folder.path, 'none.wav');
    const stream = streamFfmpeg({ ...samples, input, blame: () => failure });
    await expect(stream.next()).rejects.toMatchObject({ failure });
    expect(await readdir(folder.path)).toEqual([]);
  });
});

async function* iterate<T>(values: T[]): AsyncGenerator<T> {
  yield* values;
}
