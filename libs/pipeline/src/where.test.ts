import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { Segment } from '@audiobook/model/script';
import { makeTake } from '@audiobook/takes/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BookPaths, bookPaths, chapterPaths } from './book/book-paths.ts';
import type { StageEvent } from './stage-event.ts';
import { where } from './where.ts';

let book: BookPaths;

/** A chapter of one segment, heard from 1 s to 3 s; finished under a number where one is given. */
async function makeChapter(folder: string, text: string, number?: number): Promise<void> {
  const chapter = chapterPaths(book, folder);
  const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };
  const segment = Segment.parse({ id: 's000000000000', spoken: text, ...voice, take: 1 });
  const { id } = segment;
  const { key, digest, provenance } = makeTake(text);
  const place = { start: 0, end: text.length, block: 0, pauseAfterMs: 0 };
  const taken = { take: 1, start: 0, seconds: 2, sampleRate: 22_050, verdict: 'unheard' };
  const sha256 = { mp3: 'a'.repeat(64), aac: 'b'.repeat(64) };
  const levels = { measuredLufs: null, gainDb: 0, aacFrames: 9, sha256, missing: [] };
  await writeFileAtomic(chapter.text, text);
  await writeJson(chapter.segments, { segments: [segment] });
  await writeJson(chapter.layout, {
    ...{ title: text, blocks: [], skipped: [], orphans: [] },
    segments: [{ id, text, speaker: 'narrator', ...place }],
  });
  await writeJson(chapter.takes, {
    takes: [{ segment: id, key, digest, provenance, ...taken }],
  });
  if (number === undefined) return;
  const cues = [{ segment: id, start: 1, end: 3 }];
  await writeJson(chapter.timeline, { seconds: 4, ...levels, cues });
  await writeJson(chapter.chapter, {
    ...{ number, title: text, mp3: 'a.mp3', vtt: 'a.vtt', seconds: 4 },
    ...{ aacFrames: 9, aacSha256: sha256.aac, missing: [] },
  });
}

async function ask(chapter: number): Promise<string> {
  const said: string[] = [];
  const emit = (event: StageEvent) => said.push('message' in event ? event.message : '');
  const answer = await where(book, { chapter, at: '0:02' }, emit);
  return answer.ok ? said.join('\n') : JSON.stringify(answer.failure);
}

beforeEach(async () => {
  book = bookPaths(await mkdtemp(join(tmpdir(), 'audiobook-where-')), 'lamp');
});
afterEach(() => rm(book.workspace, { recursive: true }));

describe('where()', () => {
  test('takes the number that players show, and says whose folder it is', async () => {
    await makeChapter('01-one', 'One.', 1);
    await makeChapter('02-two', 'Two.', 2);
    await makeChapter('04-four', 'Four.', 3);
    const answer = await ask(3);
    expect(answer).toMatch(/^lamp-04 {2}0:01 – 0:03\n/);
    expect(answer).toContain('\nchapter  3, in books/lamp/chapters/04-four\n');
    expect(answer).toContain('\ntext     Four.\n');
    expect(await ask(4)).toContain('Name one of these: 1, 2, 3.');
  });

  test('finds a chapter by the file that is heard, when another was put before it since', async () => {
    await makeChapter('01-one', 'One.', 1);
    await makeChapter('02-new', 'New.');
    await makeChapter('03-two', 'Two.', 2);
    expect(await ask(2)).toMatch(/^lamp-03 /);
  });

  test('says of a chapter that is not made yet how to make it', async () => {
    await makeChapter('05-one', 'One.');
    expect(await ask(1)).toContain('npx nx run lamp-05:assemble');
  });
});
