import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { Segment } from '@audiobook/model/script';
import { digestOf } from '@audiobook/takes/digest-of';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bookPaths, type ChapterPaths, chapterPaths } from '../book/book-paths.ts';
import { keySegments } from './keyed-segment.ts';
import { writeChapterSpeech } from './write-chapter-speech.ts';

const { signal } = new AbortController();
const sampleRate = 22_050;

const segments = keySegments(
  ['One.', 'Two.'].map((spoken, index) => {
    const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };
    return Segment.parse({ id: `s00000000000${index}`, spoken, ...voice, take: 1 });
  }),
);

let root: string;
let chapter: ChapterPaths;
let speechFile: string;

/** A chapter of two takes of a second each, spoken with a store that is gone since. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'audiobook-refill-'));
  chapter = chapterPaths(bookPaths(root, 'lamp'), '01-one');
  speechFile = join(chapter.output, 'speech.flac');
  const store = openTakeStore(join(root, 'takes'));
  for (const { segment, key } of segments) {
    const take = { ...makeTake(segment.spoken, { bytes: sampleRate * 2 }), key, sampleRate };
    await store.put({ ...take, digest: digestOf(take) });
  }
  const written = await writeChapterSpeech(chapter, segments, { gaps: new Set(), store, signal });
  expect(written.ok).toBe(true);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

/** With the ffmpeg of now, since one that was found is remembered. */
async function refill() {
  vi.resetModules();
  const { refillTakes } = await import('./refill-takes.ts');
  const missing = new Set(segments.map(({ key }) => key));
  return refillTakes(chapter, missing, openTakeStore(join(root, 'empty')), signal);
}

async function complaint(): Promise<string> {
  const refilled = await refill();
  return refilled.ok ? `${refilled.value} refilled` : describeFailure(refilled.failure);
}

describe('refillTakes()', () => {
  test('passes over speech that is missing or damaged', async () => {
    await truncate(speechFile, 60_000);
    expect(await refill()).toEqual({ ok: true, value: 1 });
    await writeFile(speechFile, 'RIFF, or whatever this is, but long enough for a header');
    expect(await refill()).toEqual({ ok: true, value: 0 });
    await rm(speechFile);
    expect(await refill()).toEqual({ ok: true, value: 0 });
    await writeFile(chapter.takes, '{"takes": [');
    expect(await refill()).toEqual({ ok: true, value: 0 });
    await rm(chapter.takes);
    expect(await refill()).toEqual({ ok: true, value: 0 });
  });

  test('fails without an ffmpeg that works', async () => {
    vi.stubEnv('FFMPEG_PATH', '/nonexistent');
    expect(await complaint()).toContain('FFMPEG_PATH is /nonexistent: it does not run');
  });

  test('fails when ffmpeg is killed', async () => {
    const killed = join(root, 'ffmpeg');
    const encoders = [' A.. aac x', ' A.. flac x', ' A.. libmp3lame x'].join('\\n');
    const script = `case "$*" in *-encoders*) printf '${encoders}\\n';; *) kill -9 $$;; esac`;
    await writeFile(killed, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    vi.stubEnv('FFMPEG_PATH', killed);
    expect(await complaint()).toContain('ffmpeg was killed with signal SIGKILL');
  });

  test('fails when the file system refuses', async () => {
    await rm(speechFile);
    await mkdir(speechFile);
    expect(await complaint()).toContain('EISDIR');
    await rm(chapter.takes);
    await mkdir(chapter.takes);
    expect(await complaint()).toContain('EISDIR');
  });
});
