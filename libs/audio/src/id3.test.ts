import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFile } from 'music-metadata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BookTags } from './book-tags.ts';
import { encodeChapter } from './chapter-audio.ts';
import { inspectCover } from './cover.ts';
import { writeTaggedMp3 } from './id3.ts';
import { decode, picture, probe, same, sine, temporaryFolder, toPcm } from './testing.ts';

const book: BookTags = {
  title: 'Ménages militaires — 第一巻 🎧',
  author: 'Åse Ærø',
  narrator: 'Wenzel “Vi” Ngô',
  publisher: 'Prøve & Søn',
  year: 1868,
  series: 'Les Ménages',
  seriesNumber: 2.5,
  genre: 'Audiobook',
  language: 'fr-CA',
  comment: 'Line one\nline two',
};

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let mp3File: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  mp3File = join(folder.path, 'untagged.mp3');
  const encoded = await encodeChapter({
    doing: 'encoding',
    pieces: async function* () {
      yield { kind: 'speech', pcm: toPcm(sine(1, 24_000)) };
    },
    sampleRate: 24_000,
    loudness: { targetLufs: -19, peakDbfs: -3 },
    mp3File,
    aacFile: join(folder.path, 'a.aac'),
  });
  expect(encoded.ok).toBe(true);
}, 60_000);

afterAll(() => folder[Symbol.asyncDispose]());

function tagged(name: string, title: string, tags: Partial<BookTags> = {}) {
  const outFile = join(folder.path, name);
  const chapter = { title, number: 3, of: 12 };
  const result = writeTaggedMp3({ mp3File, outFile, chapter, book: { ...book, ...tags } });
  return { outFile, result };
}

describe('writeTaggedMp3()', () => {
  it('writes tags that music-metadata and ffprobe read back', async () => {
    const cover = inspectCover(await picture('jpeg', 64, 64));
    const title = 'Kapitel 3: “Æbler” 漢字 👩‍👩‍👧';
    const { outFile, result } = tagged('all.mp3', title, { cover });
    expect(await result).toEqual({ ok: true });

    const { common, native, format } = await parseFile(outFile);
    expect(format.tagTypes).toEqual(['ID3v2.3']);
    expect(common).toMatchObject({
      title,
      artist: book.author,
      album: book.title,
      albumartist: book.author,
      composer: [book.narrator],
      track: { no: 3, of: 12 },
      year: 1868,
      genre: ['Audiobook'],
      language: 'fra',
      label: ['Prøve & Søn'],
      comment: [{ language: 'fra', text: book.comment }],
      picture: [
        { format: 'image/jpeg', type: 'Cover (front)', data: new Uint8Array(cover?.bytes ?? []) },
      ],
    });
    expect(native['ID3v2.3']).toContainEqual({ id: 'TXXX:NARRATOR', value: book.narrator });

    const { format: probed, streams } = probe(outFile);
    expect(probed.tags).toMatchObject({
      title,
      artist: book.author,
      album: book.title,
      album_artist: book.author,
      composer: book.narrator,
      track: '3/12',
      date: '1868',
      genre: 'Audiobook',
      language: 'fra',
      publisher: book.publisher,
      NARRATOR: book.narrator,
      SERIES: book.series,
      'SERIES-PART': '2.5',
    });
    expect(streams[1]).toMatchObject({ codec_name: 'mjpeg', disposition: { attached_pic: 1 } });
  });

  it('keeps the audio, its gapless header included, byte for byte', async () => {
    const { outFile, result } = tagged('audio.mp3', 'A title');
    expect(await result).toEqual({ ok: true });
    const audio = await readFile(mp3File);
    const whole = await readFile(outFile);
    expect(same(whole.subarray(whole.length - audio.length), audio)).toBe(true);
    const heard = await decode(outFile);
    expect(same(heard, await decode(mp3File))).toBe(true);
    expect(heard.length).toBe(44_100);
  });

  it('holds a PNG cover and a title of thousands of characters', async () => {
    const cover = inspectCover(await picture('png', 64, 64));
    const title = 'Meget lang titel 🎧 '.repeat(200).trim();
    const { outFile, result } = tagged('long.mp3', title, { cover });
    expect(await result).toEqual({ ok: true });
    const { common } = await parseFile(outFile);
    expect(common.title).toBe(title);
    expect(common.picture?.[0]?.format).toBe('image/png');
  });

  it('leaves out what a book does not say, and years that no tag holds', async () => {
    const nothing = {
      series: undefined,
      narrator: undefined,
      publisher: undefined,
      comment: undefined,
    };
    const { outFile, result } = tagged('bare.mp3', 'T', { ...nothing, year: -800 });
    expect(await result).toEqual({ ok: true });
    const { native } = await parseFile(outFile);
    const ids = native['ID3v2.3']?.map(({ id }) => id).sort();
    expect(ids).toEqual(['TALB', 'TCON', 'TIT2', 'TLAN', 'TPE1', 'TPE2', 'TRCK']);
  });

  it('refuses an MP3 that is missing or has a tag already, and leaves nothing', async () => {
    const before = await readdir(folder.path);
    const outFile = join(folder.path, 'new.mp3');
    const chapter = { title: 'T', number: 1, of: 1 };
    const missing = join(folder.path, 'none.mp3');
    expect(await writeTaggedMp3({ mp3File: missing, outFile, chapter, book })).toMatchObject({
      failure: { kind: 'bad-file', file: missing },
    });
    const twice = join(folder.path, 'twice.mp3');
    await writeFile(twice, 'ID3 and more');
    expect(await writeTaggedMp3({ mp3File: twice, outFile, chapter, book })).toMatchObject({
      failure: { kind: 'bad-file', found: 'it begins with an ID3 tag of its own' },
    });
    expect(await readdir(folder.path)).toEqual([...before, 'twice.mp3'].sort());
  });
});
