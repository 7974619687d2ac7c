import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFile } from 'music-metadata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookTags } from './book-tags.ts';
import { encodeChapter, type Piece } from './chapter-audio.ts';
import { inspectCover } from './cover.ts';
import { type M4bChapter, writeM4b } from './m4b.ts';
import { clicks, decode, picture, probe, same, temporaryFolder, toPcm } from './testing.ts';

const book: BookTags = {
  title: 'Ménages militaires; = # \\ 漢字 🎧',
  author: 'Åse Ærø',
  narrator: 'Wenzel Ngô',
  publisher: 'Prøve & Søn',
  year: 1868,
  series: 'Les Ménages',
  seriesNumber: 2,
  genre: 'Audiobook',
  language: 'fr-CA',
  comment: 'Line one\nline two',
  description: 'Æ'.repeat(600),
};

const rate = 24_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** Chapters that begin with a click after their lead. */
let recorded: { aacFile: string; frames: number; leadSeconds: number }[];
/** Ten minutes and a bit of silence. */
let pause: { aacFile: string; frames: number };

async function encode(name: string, pieces: Piece[]) {
  const aacFile = join(folder.path, `${name}.aac`);
  const result = await encodeChapter({
    doing: 'encoding',
    pieces: async function* () {
      yield* pieces;
    },
    sampleRate: rate,
    loudness: { targetLufs: -19, peakDbfs: -3 },
    mp3File: join(folder.path, `${name}.mp3`),
    aacFile,
  });
  if (!result.ok) throw new Error('encoding failed');
  return { aacFile, frames: result.value.aacFrames };
}

beforeAll(async () => {
  folder = await temporaryFolder();
  const click = toPcm(new Float32Array(48).fill(0.8));
  const lengths = [9_000, 12_345, 7_777, 20_001, 15_000];
  recorded = await Promise.all(
    lengths.map(async (samples, i) => {
      const lead = 1_201 + 777 * i;
      const encoded = await encode(`chapter-${i}`, [
        { kind: 'silence', samples: lead },
        { kind: 'speech', pcm: click },
        { kind: 'silence', samples },
      ]);
      return { ...encoded, leadSeconds: lead / rate };
    }),
  );
  const second = await encode('second', [{ kind: 'silence', samples: rate }]);
  pause = { aacFile: join(folder.path, 'pause.aac'), frames: 600 * second.frames };
  await writeFile(
    pause.aacFile,
    Buffer.alloc(600 * (await stat(second.aacFile)).size, await readFile(second.aacFile)),
  );
}, 60_000);

afterAll(() => folder[Symbol.asyncDispose]());

/** So many chapters, of different lengths. */
function chaptersOf(count: number, title: (number: number) => string) {
  return Array.from({ length: count }, (_, i) => {
    const one = recorded[(i * 7 + (i >> 3)) % recorded.length] as (typeof recorded)[number];
    return { ...one, title: title(i + 1) };
  });
}

async function joined(chapters: M4bChapter[], name: string, tags: Partial<BookTags> = {}) {
  const outFile = join(folder.path, name);
  return { outFile, result: await writeM4b({ chapters, book: { ...book, ...tags }, outFile }) };
}

const seconds = (text: string) => Number.parseFloat(text);

describe('writeM4b()', () => {
  it('marks 100 chapters where their clicks are heard', async () => {
    const chapters = chaptersOf(100, (number) => `Chapter ${number}`);
    const { outFile, result } = await joined(chapters, 'hundred.m4b');
    expect(result.ok).toBe(true);

    const samples = await decode(outFile);
    const heard = clicks(samples, 44_100);
    expect(heard).toHaveLength(100);
    const expected = heard.map((at, i) => at - (chapters[i]?.leadSeconds ?? 0));

    const probed = probe(outFile).chapters;
    const { format } = await parseFile(outFile, { includeChapters: true });
    const off = (starts: number[]) =>
      Math.max(...starts.map((start, i) => Math.abs(start - (expected[i] as number))));
    expect(probed.map(({ tags }) => tags.title)).toEqual(chapters.map(({ title }) => title));
    expect(off(probed.map(({ start_time }) => seconds(start_time)))).toBeLessThan(0.002);
    expect(format.chapters?.map(({ title }) => title)).toEqual(chapters.map(({ title }) => title));
    expect(off(format.chapters?.map(({ start }) => start / 1000) ?? [])).toBeLessThan(0.002);

    expect(probed[0]?.start_time).toBe('0.000000');
    const ends = probed.map(({ end_time }) => seconds(end_time));
    expect(probed.slice(1).map(({ start_time }) => seconds(start_time))).toEqual(ends.slice(0, -1));
    expect(result).toEqual({ ok: true, value: { seconds: ends.at(-1) } });
    expect(samples.length / 44_100).toBeCloseTo(ends.at(-1) ?? 0, 1);
  });

  it.each(['jpeg', 'png'] as const)(
    'writes tags and a %s cover that are read back',
    async (kind) => {
      const cover = inspectCover(await picture(kind, 64, 48));
      const { outFile, result } = await joined(chaptersOf(2, String), `tags-${kind}.m4b`, {
        cover,
      });
      expect(result.ok).toBe(true);

      const { format, streams } = probe(outFile);
      expect(format.tags).toMatchObject({
        major_brand: 'M4B ',
        title: book.title,
        album: book.title,
        artist: book.author,
        album_artist: book.author,
        composer: book.narrator,
        genre: 'Audiobook',
        date: '1868',
        comment: book.comment,
        description: 'Æ'.repeat(255),
        synopsis: book.description,
        media_type: '2',
        PUBLISHER: book.publisher,
        LANGUAGE: 'fra',
        SERIES: book.series,
        'SERIES-PART': '2',
      });
      expect(streams[0]).toMatchObject({
        codec_name: 'aac',
        profile: 'LC',
        sample_rate: '44100',
        channels: 1,
        tags: { language: 'fra' },
      });
      expect(streams.find(({ disposition }) => disposition.attached_pic)).toMatchObject({
        codec_name: kind === 'png' ? 'png' : 'mjpeg',
        width: 64,
        height: 48,
      });

      const { common, native } = await parseFile(outFile);
      expect(common).toMatchObject({
        title: book.title,
        album: book.title,
        artist: book.author,
        albumartist: book.author,
        composer: [book.narrator],
        genre: ['Audiobook'],
        year: 1868,
        comment: [{ text: book.comment }],
        longDescription: book.description,
        language: 'fra',
        stik: 2,
        picture: [{ format: `image/${kind}` }],
      });
      expect(native.iTunes).toContainEqual({ id: '©nrt', value: book.narrator });
      expect(native.iTunes).toContainEqual({ id: '©pub', value: book.publisher });
    },
  );

  it('holds 300 chapters with titles of 500 characters', async () => {
    const chapters = chaptersOf(300, (number) => `${number} ${'漢字🎧æ'.repeat(125)}`);
    const { outFile, result } = await joined(chapters, 'many.m4b');
    expect(result.ok).toBe(true);
    const titles = chapters.map(({ title }) => title);
    expect(probe(outFile).chapters.map(({ tags }) => tags.title)).toEqual(titles);
    const { format } = await parseFile(outFile, { includeChapters: true });
    expect(format.chapters?.map(({ title }) => title)).toEqual(titles);
  });

  it('holds a book of over 28 hours', async () => {
    const chapters = Array.from({ length: 162 }, (_, i) => ({ ...pause, title: `Part ${i}` }));
    const { outFile, result } = await joined(chapters, 'long.m4b');
    const total = (162 * pause.frames * 1_024 - 1_024) / 44_100;
    expect(total).toBeGreaterThan(28 * 3600);
    expect(result.ok && result.value.seconds).toBeCloseTo(total, 2);
    const probed = probe(outFile);
    expect(seconds(probed.format.duration)).toBeCloseTo(total, 1);
    expect(seconds(probed.chapters.at(-1)?.start_time ?? '')).toBeCloseTo(
      (161 * pause.frames * 1_024) / 44_100,
      2,
    );
  });

  it('writes the same bytes again', async () => {
    const chapters = chaptersOf(3, String);
    const first = await joined(chapters, 'first.m4b');
    const second = await joined(chapters, 'second.m4b');
    expect(same(await readFile(first.outFile), await readFile(second.outFile))).toBe(true);
  });

  it('refuses a chapter that is missing, damaged or not as long as it was', async () => {
    const before = await readdir(folder.path);
    const [one, other] = chaptersOf(2, String);
    if (!one || !other) throw new Error('no chapters');
    const broken = await encode('broken', [{ kind: 'silence', samples: 9_000 }]);
    const failures = async (chapter: M4bChapter) => {
      const { result } = await joined([one, chapter], 'none.m4b');
      return result;
    };
    const missing = join(folder.path, 'none.aac');
    expect(await failures({ ...other, aacFile: missing })).toMatchObject({
      failure: { kind: 'bad-file', file: missing },
    });
    for (const frames of [other.frames - 1, other.frames + 1]) {
      expect(await failures({ ...other, frames })).toMatchObject({
        failure: { found: `it does not hold the ${frames} frames it was given` },
      });
    }
    await truncate(broken.aacFile, 60);
    expect(await failures({ ...broken, title: 'Broken' })).toMatchObject({
      failure: { kind: 'bad-file', remedy: 'encode chapter “Broken” again' },
    });
    expect(await readdir(folder.path)).toEqual([...before, 'broken.aac', 'broken.mp3'].sort());
  });

  it('stops when told to', async () => {
    const outFile = join(folder.path, 'stopped.m4b');
    const signal = AbortSignal.abort();
    const result = await writeM4b({ chapters: chaptersOf(2, String), book, outFile, signal });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(await readdir(folder.path)).not.toContain('stopped.m4b');
  });
});
