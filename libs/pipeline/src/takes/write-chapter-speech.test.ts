import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Segment } from '@audiobook/model/script';
import type { Take } from '@audiobook/model/take';
import { digestOf } from '@audiobook/takes/digest-of';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { expect, onTestFinished, test } from 'vitest';
import { bookPaths, chapterPaths } from '../book/book-paths.ts';
import { type KeyedSegment, keySegments } from './keyed-segment.ts';
import { refillTakes } from './refill-takes.ts';
import { writeChapterSpeech } from './write-chapter-speech.ts';

const { signal } = new AbortController();

function segmentOf(spoken: string): Segment {
  const id = `s${Buffer.from(spoken).toString('hex').padEnd(12, '0').slice(0, 12)}`;
  const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };
  return Segment.parse({ id, spoken, ...voice, take: 1 });
}

/** A second of noise. */
function takeOf({ segment, key }: KeyedSegment, sampleRate: number): Take {
  const take = { ...makeTake(segment.spoken, { bytes: sampleRate * 2 }), key, sampleRate };
  return { ...take, digest: digestOf(take) };
}

test('each sample rate of a chapter has a file of its own, from which the store can be refilled', async () => {
  const root = await mkdtemp(join(tmpdir(), 'audiobook-speech-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const chapter = chapterPaths(bookPaths(root, 'two-rates'), '01-one');
  const segments = keySegments(['One.', 'Two.', 'Three.'].map(segmentOf));
  const rates = [22_050, 24_000, 22_050];
  const store = openTakeStore(join(root, 'takes'));
  for (const [index, segment] of segments.entries()) {
    await store.put(takeOf(segment, rates[index] ?? 0));
  }
  const sources = { gaps: new Set<never>(), store, signal };
  const speech = await writeChapterSpeech(chapter, segments, sources);
  expect(speech).toMatchObject({ ok: true, value: { segments: 3, seconds: 3, missing: [] } });
  const fileOf = (name: string) => join(chapter.output, name);
  expect(existsSync(fileOf('speech.flac'))).toBe(true);
  expect(existsSync(fileOf('speech/24000.flac'))).toBe(true);

  const empty = openTakeStore(join(root, 'other-takes'));
  const missing = new Set(segments.map(({ key }) => key));
  expect(await refillTakes(chapter, missing, empty, signal)).toEqual({ ok: true, value: 3 });
  for (const { key } of segments) {
    expect((await empty.get(key))?.digest).toBe((await store.get(key))?.digest);
  }

  await writeChapterSpeech(chapter, segments.slice(1, 2), sources);
  expect(existsSync(fileOf('speech.flac'))).toBe(true);
  expect(existsSync(fileOf('speech/24000.flac'))).toBe(false);
});
