import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFile } from 'music-metadata';
import { describe, expect, it } from 'vitest';
import { aacPrimingSamples, countAdtsFrames, finishedRate } from './adts.ts';
import { type ChapterSound, encodeChapter, type Piece } from './chapter-audio.ts';
import { integratedLufs, LoudnessEnvelope } from './loudness-envelope.ts';
import { StreamFailure } from './stream-failure.ts';
import { clicks, decode, probe, sine, speechLike, temporaryFolder, toPcm } from './testing.ts';

const rate = 22_050;

async function encode(folder: string, pieces: Piece[], more: Partial<ChapterSound> = {}) {
  const files = { mp3File: join(folder, 'a.mp3'), aacFile: join(folder, 'a.aac') };
  const result = await encodeChapter({
    doing: 'encoding a chapter',
    pieces: async function* () {
      yield* pieces;
    },
    sampleRate: rate,
    loudness: { targetLufs: -19, peakDbfs: -3 },
    ...files,
    ...more,
  });
  return { ...files, result };
}

function speech(samples: Float32Array): Piece {
  return { kind: 'speech', pcm: toPcm(samples) };
}

function measure(samples: Float32Array) {
  const envelope = new LoudnessEnvelope(finishedRate);
  envelope.add(samples);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return {
    lufs: integratedLufs(envelope) ?? 0,
    peakDbfs: 20 * Math.log10(peak),
  };
}

describe('encodeChapter()', () => {
  it('makes both files as loud as asked, with their peaks in bounds', async () => {
    await using folder = await temporaryFolder();
    const pieces = [speech(speechLike(5, rate, 0.9)), speech(speechLike(3, rate, 0.3))];
    const { result, mp3File, aacFile } = await encode(folder.path, pieces);
    expect(result).toMatchObject({ ok: true, value: { seconds: 8 } });
    for (const file of [mp3File, aacFile]) {
      const { lufs, peakDbfs } = measure(await decode(file));
      expect(Math.abs(lufs - -19)).toBeLessThan(0.2);
      expect(peakDbfs).toBeLessThan(-3);
    }
  });

  it('writes 192 kbit/s CBR MP3 and AAC-LC, 44.1 kHz mono, without tags', async () => {
    await using folder = await temporaryFolder();
    const { result, mp3File, aacFile } = await encode(folder.path, [speech(sine(3, rate))]);
    const mp3 = await parseFile(mp3File, { duration: true });
    expect(mp3.format).toMatchObject({
      codec: 'MPEG 1 Layer 3',
      codecProfile: 'CBR',
      bitrate: 192_000,
      sampleRate: 44_100,
      numberOfChannels: 1,
      tagTypes: [],
    });
    expect(probe(aacFile).streams).toMatchObject([
      { codec_name: 'aac', profile: 'LC', sample_rate: '44100', channels: 1 },
    ]);
    const frames = await countAdtsFrames(aacFile);
    expect(result).toMatchObject({ ok: true, value: { aacFrames: frames } });
    expect(frames * 1_024).toBeGreaterThanOrEqual(3 * 44_100 + aacPrimingSamples);
  });

  it('puts what follows a pause exactly where it belongs', async () => {
    await using folder = await temporaryFolder();
    const click = speech(new Float32Array(24).fill(0.8));
    const pauses = [16_538, 22_051, 5_555, 40_001];
    const pieces = pauses.flatMap((samples): Piece[] => [{ kind: 'silence', samples }, click]);
    const { mp3File, aacFile } = await encode(folder.path, [
      ...pieces,
      { kind: 'silence', samples: 9_999 },
    ]);

    let at = -24;
    const expected = pauses.map((pause) => {
      at += pause + 24;
      return at / rate;
    });
    const inMp3 = clicks(await decode(mp3File), finishedRate);
    const inAac = clicks(await decode(aacFile), finishedRate);
    const off = (found: number[], priming: number) =>
      found.map((seconds, i) =>
        Math.abs(seconds - priming / finishedRate - (expected[i] as number)),
      );
    expect(inMp3).toHaveLength(pauses.length);
    expect(Math.max(...off(inMp3, 0))).toBeLessThan(0.0002);
    expect(inAac).toHaveLength(pauses.length);
    expect(Math.max(...off(inAac, aacPrimingSamples))).toBeLessThan(0.0002);
  });

  it('gives one gain to loud and quiet passages alike', async () => {
    await using folder = await temporaryFolder();
    const pieces = [speech(sine(4, rate, 0.1)), speech(sine(4, rate, 0.05))];
    const { aacFile } = await encode(folder.path, pieces);
    const samples = await decode(aacFile);
    const rms = (from: number, to: number) => {
      const part = samples.subarray(from * finishedRate, to * finishedRate);
      return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
    };
    expect(rms(1, 3) / rms(5, 7)).toBeCloseTo(2, 1);
  });

  it('encodes silence, and a chapter of nothing as a tenth of a second', async () => {
    await using folder = await temporaryFolder();
    const silent = await encode(folder.path, [{ kind: 'silence', samples: rate }]);
    expect(silent.result).toMatchObject({
      ok: true,
      value: { seconds: 1, measuredLufs: null, gainDb: 0 },
    });
    const { result, mp3File } = await encode(folder.path, []);
    expect(result).toMatchObject({ ok: true, value: { seconds: 0.1, measuredLufs: null } });
    expect((await decode(mp3File)).length).toBe(4_410);
  });

  it('fails as its pieces do, and leaves the files of before', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'a.mp3'), 'old');
    const failure = { kind: 'bad-request', doing: 'x', found: 'y', remedy: 'z' } as const;
    let asked = 0;
    const pieces = async function* () {
      yield speech(sine(2, rate));
      if (++asked === 2) throw new StreamFailure(failure);
    };
    const { result } = await encode(folder.path, [], { pieces });
    expect(result).toEqual({ ok: false, failure });
    expect(await readdir(folder.path)).toEqual(['a.mp3']);
    expect(await readFile(join(folder.path, 'a.mp3'), 'utf8')).toBe('old');
  });

  it.each([1, 2])('stops when told to, in pass %i', async (pass) => {
    await using folder = await temporaryFolder();
    const stop = new AbortController();
    let asked = 0;
    const pieces = async function* () {
      asked++;
      for (let i = 0; i < 20; i++) {
        if (asked === pass && i === 10) stop.abort();
        yield speech(sine(1, rate));
      }
    };
    const { result } = await encode(folder.path, [], { pieces, signal: stop.signal });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('fails where a file cannot be written', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    const aacFile = join(folder.path, 'file', 'a.aac');
    const { result } = await encode(folder.path, [speech(sine(1, rate))], { aacFile });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'bad-file' } });
    expect(await readdir(folder.path)).toEqual(['file']);
  });
});
