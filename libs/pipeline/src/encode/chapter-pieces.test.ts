import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Piece } from '@audiobook/audio/chapter-audio';
import { type ChapterPauses, Segment } from '@audiobook/model/script';
import { type Take, Takes } from '@audiobook/model/take';
import { digestOf } from '@audiobook/takes/digest-of';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bookPaths, type ChapterPaths, chapterPaths } from '../book/book-paths.ts';
import { keySegments } from '../takes/keyed-segment.ts';
import { writeChapterSpeech } from '../takes/write-chapter-speech.ts';
import { chapterPieces } from './chapter-pieces.ts';
import { planCues } from './plan-cues.ts';

const { signal } = new AbortController();
const pauses: ChapterPauses = { leadMs: 0, afterMs: [0, 0] };

let root: string;
let chapter: ChapterPaths;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'audiobook-pieces-'));
  chapter = chapterPaths(bookPaths(root, 'lamp'), '01-one');
});
afterEach(() => rm(root, { recursive: true }));

/** Writes the speech of a chapter in which each sentence lasts a second, at the rate beside it. */
async function speak(sentences: [spoken: string, sampleRate: number][]): Promise<Take[]> {
  const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };
  const segments = keySegments(
    sentences.map(([spoken], index) =>
      Segment.parse({ id: `s00000000000${index}`, spoken, ...voice, take: 1 }),
    ),
  );
  const store = openTakeStore(join(root, 'takes'));
  const takes: Take[] = [];
  for (const [index, { segment, key }] of segments.entries()) {
    const sampleRate = sentences[index]?.[1] ?? 0;
    const take = { ...makeTake(segment.spoken, { bytes: sampleRate * 2 }), key, sampleRate };
    takes.push({ ...take, digest: digestOf(take) });
  }
  for (const take of takes) await store.put(take);
  const written = await writeChapterSpeech(chapter, segments, { gaps: new Set(), store, signal });
  expect(written.ok).toBe(true);
  return takes;
}

/** What sounds, silences left out. */
async function sounds(): Promise<Uint8Array[]> {
  const { takes } = Takes.parse(JSON.parse(await readFile(chapter.takes, 'utf8')));
  const pieces: Piece[] = [];
  for await (const piece of chapterPieces(chapter, planCues(takes, pauses), signal)) {
    pieces.push(piece.kind === 'speech' ? { ...piece, pcm: piece.pcm.slice() } : piece);
  }
  return pieces.flatMap((piece) => (piece.kind === 'speech' ? [piece.pcm] : []));
}

describe('chapterPieces()', () => {
  test('gives each take its own samples, and a take of another rate resampled', async () => {
    const [first] = await speak([
      ['One.', 22_050],
      ['Two.', 24_000],
    ]);
    const [one, two] = await sounds();
    expect(Buffer.compare(one ?? Buffer.alloc(0), first?.pcm ?? Buffer.alloc(0))).toBe(0);
    expect(two?.length).toBe(22_050 * 2);
  });

  test('refuses the speech of one run beside the takes.json of another', async () => {
    await speak([
      ['One.', 22_050],
      ['Two.', 22_050],
    ]);
    const earlier = await readFile(chapter.takes);
    await speak([
      ['One.', 22_050],
      ['Three.', 22_050],
    ]);
    await writeFile(chapter.takes, earlier);
    await expect(sounds()).rejects.toMatchObject({
      failure: {
        kind: 'bad-file',
        doing: `reading the speech of ${chapter.project}`,
        file: chapter.takes,
        found: 'the speech beside it has other samples for segment s000000000001',
        remedy: expect.stringContaining('synthesize the chapter again'),
      },
    });
  });
});
