import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpeechFile, readSpeechSpans, spanAt, writeSpeechFile } from './speech-file.ts';
import { StreamFailure } from './stream-failure.ts';
import { same, speechLike, temporaryFolder, toPcm } from './testing.ts';

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return Buffer.concat(parts);
}

async function failureOf(chunks: AsyncIterable<Uint8Array>) {
  const error = await collect(chunks).catch((thrown) => thrown);
  if (!(error instanceof StreamFailure)) throw error;
  return error.failure;
}

/** Cuts bytes at some of the given places. */
function* cut(pcm: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (const length of lengths) {
    yield pcm.subarray(at, at + length);
    at += length;
  }
  yield pcm.subarray(at);
}

async function written(folder: string, seconds = 2, sampleRate = 22_050) {
  const file = join(folder, 'speech.flac');
  const pcm = toPcm(speechLike(seconds, sampleRate));
  const result = await writeSpeechFile({ file, sampleRate, takes: [pcm] });
  expect(result).toEqual({ ok: true, value: { samples: pcm.length / 2 } });
  return { file, pcm, sampleRate };
}

describe('writeSpeechFile()', () => {
  it('keeps every sample, wherever the takes are cut', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a', 'speech.flac');
    const samples = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 9_000 });
    const lengths = fc.array(fc.integer({ min: 0, max: 999 }), { maxLength: 9 });
    const rates = fc.constantFrom(16_000, 22_050, 24_000, 44_100);
    const law = fc.asyncProperty(samples, lengths, rates, async (values, cuts, sampleRate) => {
      const pcm = new Uint8Array(Int16Array.from(values).buffer);
      const result = await writeSpeechFile({ file, sampleRate, takes: cut(pcm, cuts) });
      expect(result).toEqual({ ok: true, value: { samples: values.length } });
      const read = await collect(readSpeechFile({ file, sampleRate }));
      expect(same(read.subarray(0, pcm.length), pcm)).toBe(true);
      expect(read.length).toBe(Math.max(pcm.length, 32));
    });
    await fc.assert(law, { numRuns: 6, examples: [[[], [], 24_000]] });
  });

  it('fails as its takes do, and leaves what was there before', async () => {
    await using folder = await temporaryFolder();
    const { file, pcm, sampleRate } = await written(folder.path);
    const failure = { kind: 'cancelled', doing: 'reading takes' } as const;
    async function* takes() {
      yield pcm;
      throw new StreamFailure(failure);
    }
    expect(await writeSpeechFile({ file, sampleRate, takes: takes() })).toEqual({
      ok: false,
      failure,
    });
    expect(same(await collect(readSpeechFile({ file, sampleRate })), pcm)).toBe(true);
  });
});

describe('readSpeechFile()', () => {
  it('says what is wrong with a file that is missing, foreign or of another rate', async () => {
    await using folder = await temporaryFolder();
    const { file } = await written(folder.path);
    const missing = join(folder.path, 'none.flac');
    expect(await failureOf(readSpeechFile({ file: missing, sampleRate: 22_050 }))).toMatchObject({
      kind: 'bad-file',
      file: missing,
    });
    expect(await failureOf(readSpeechFile({ file, sampleRate: 24_000 }))).toMatchObject({
      found: '22050 Hz, 1 channels, 16 bits instead of 24000 Hz, 1 channel, 16 bits',
    });
    await writeFile(file, 'RIFF, or whatever this is, but long enough for a header');
    expect(await failureOf(readSpeechFile({ file, sampleRate: 22_050 }))).toMatchObject({
      found: 'this is no FLAC file',
    });
  });

  it('notices a file that was cut short', async () => {
    await using folder = await temporaryFolder();
    const { file, sampleRate } = await written(folder.path);
    await truncate(file, Math.round((await readFile(file)).length / 2));
    expect(await failureOf(readSpeechFile({ file, sampleRate }))).toMatchObject({
      kind: 'bad-file',
      file,
    });
  });

  it('notices a single bit that changed', async () => {
    await using folder = await temporaryFolder();
    const { file, sampleRate } = await written(folder.path);
    const bytes = await readFile(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] as number) ^ 0x10;
    await writeFile(file, bytes);
    expect(await failureOf(readSpeechFile({ file, sampleRate }))).toMatchObject({
      kind: 'bad-file',
      file,
    });
  });

  it('stops when told to', async () => {
    await using folder = await temporaryFolder();
    const { file, sampleRate } = await written(folder.path);
    const signal = AbortSignal.abort();
    expect(await failureOf(readSpeechFile({ file, sampleRate, signal }))).toMatchObject({
      kind: 'cancelled',
    });
  });
});

describe('readSpeechSpans()', () => {
  it('gives each span its samples, with gaps between them or none', async () => {
    await using folder = await temporaryFolder();
    const { file, pcm, sampleRate } = await written(folder.path, 6);
    const spans = [
      { start: 5, length: 1 },
      { start: 6, length: 60_000 },
      { start: 60_006, length: 0 },
      { start: 90_000, length: pcm.length / 2 - 90_000 },
    ];
    const read: Uint8Array[] = [];
    for await (const span of readSpeechSpans({ file, sampleRate, spans })) read.push(span);
    const expected = spans.map(({ start, length }) => pcm.slice(2 * start, 2 * (start + length)));
    expect(read.map((span, i) => same(span, expected[i] ?? pcm))).toEqual([true, true, true, true]);
  });

  it('fails where a span reaches past the end', async () => {
    await using folder = await temporaryFolder();
    const { file, sampleRate } = await written(folder.path);
    const spans = [{ start: 44_000, length: 101 }];
    expect(await failureOf(readSpeechSpans({ file, sampleRate, spans }))).toMatchObject({
      kind: 'bad-file',
      found: 'no speech at 44000 to 44101',
    });
  });

  it('takes spans that go back for a bug', async () => {
    await using folder = await temporaryFolder();
    const { file, sampleRate } = await written(folder.path);
    const spans = [
      { start: 10, length: 10 },
      { start: 19, length: 1 },
    ];
    const read = collect(readSpeechSpans({ file, sampleRate, spans }));
    await expect(read).rejects.toThrow(RangeError);
  });

  it('reads a file at another rate, each span as long as spanAt() says', async () => {
    await using folder = await temporaryFolder();
    const { file, pcm, sampleRate } = await written(folder.path);
    const spans = [
      { start: 0, length: 10_001 },
      { start: 10_001, length: pcm.length / 2 - 10_001 },
    ];
    const read: number[] = [];
    for await (const span of readSpeechSpans({ file, sampleRate, as: 24_000, spans })) {
      read.push(span.length / 2);
    }
    expect(read).toEqual(spans.map((span) => spanAt(span, sampleRate, 24_000).length));
    expect(read.reduce((sum, length) => sum + length)).toBe(48_000);
  });
});
