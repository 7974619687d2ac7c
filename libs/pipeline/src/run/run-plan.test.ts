import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { Segment } from '@audiobook/model/script';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bookPaths, type ChapterPaths, chapterPaths } from '../book/book-paths.ts';
import { keySegments } from '../takes/keyed-segment.ts';
import { planRun } from './run-plan.ts';

let workspace: string;
let store: TakeStore;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'audiobook-plan-'));
  store = openTakeStore(join(workspace, 'takes'));
});
afterEach(() => rm(workspace, { recursive: true }));

const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };

function scriptOf(texts: readonly string[]): Segment[] {
  return texts.map((spoken, index) => {
    const id = `s${String(index).padStart(12, '0')}`;
    return Segment.parse({ id, spoken, ...voice, take: 1 });
  });
}

async function writeScript(root: string, texts: readonly string[]): Promise<ChapterPaths> {
  const chapter = chapterPaths(bookPaths(workspace, root.split('/')[1] ?? ''), root);
  await writeJson(chapter.segments, { segments: scriptOf(texts) });
  return chapter;
}

async function putTake(text: string): Promise<void> {
  const [keyed] = keySegments(scriptOf([text]));
  if (keyed === undefined) throw new Error('no segment');
  const kept = await store.put({ ...makeTake(text), key: keyed.key });
  expect(kept.ok).toBe(true);
}

async function writeEarlierTakes(chapter: ChapterPaths, texts: readonly string[]): Promise<void> {
  const takes = keySegments(scriptOf(texts)).map(({ segment, key }) => {
    const { digest, sampleRate, verdict, provenance } = makeTake(segment.spoken);
    const place = { take: 1, start: 0, seconds: 1, sampleRate };
    return { segment: segment.id, key, digest, verdict, provenance, ...place };
  });
  await writeJson(chapter.takes, { takes });
}

const lamp = (folder: string) => ({
  project: `lamp-${folder.slice(0, 2)}`,
  root: `books/lamp/chapters/${folder}`,
});

describe('planRun()', () => {
  test('counts what has no take in the store, and equal segments once', async () => {
    await writeScript(lamp('01-one').root, ['One.', 'Two.', 'Three.', 'Three.']);
    await putTake('One.');
    expect(await planRun(workspace, [lamp('01-one')], store)).toEqual([
      { project: 'lamp-01', book: 'lamp', segments: 3, done: 1, characters: 10, estimated: false },
    ]);
  });

  test('counts a take as there that the chapter’s own speech holds', async () => {
    const chapter = await writeScript(lamp('01-one').root, ['One.', 'Two.']);
    await writeEarlierTakes(chapter, ['Two.']);
    const plan = async () => (await planRun(workspace, [lamp('01-one')], store))[0]?.done;
    expect(await plan()).toBe(0);
    await writeFileAtomic(join(chapter.output, 'speech.flac'), 'speech');
    expect(await plan()).toBe(1);
  });

  test('estimates a chapter that has no script from its text', async () => {
    const { text } = chapterPaths(bookPaths(workspace, 'lamp'), '01-one');
    await writeFileAtomic(text, 'Anna counted the lamps. '.repeat(100));
    expect(await planRun(workspace, [lamp('01-one'), lamp('02-two')], store)).toEqual([
      {
        project: 'lamp-01',
        book: 'lamp',
        segments: 21,
        done: 0,
        characters: 2_364,
        estimated: true,
      },
      { project: 'lamp-02', book: 'lamp', segments: 0, done: 0, characters: 0, estimated: true },
    ]);
  });

  test('puts chapters in book order, by their numbers', async () => {
    const folders = ['100-end', '09-nine', '10-ten'];
    const attic = { project: 'attic-02', root: 'books/attic/chapters/02-two' };
    const plans = await planRun(workspace, [...folders.map(lamp), attic], store);
    expect(plans.map(({ project }) => project)).toEqual([
      'attic-02',
      'lamp-09',
      'lamp-10',
      'lamp-100',
    ]);
  });

  test('plans a million characters in sixty chapters in well under a second', async () => {
    const chapters = Array.from({ length: 60 }, (_, index) => lamp(`${index + 10}-chapter`));
    for (const { root } of chapters) {
      const texts = Array.from({ length: 145 }, (_, index) => `${root} ${index} `.padEnd(115, 'x'));
      await writeScript(root, texts);
    }
    const began = performance.now();
    const plans = await planRun(workspace, chapters, store);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(plans.reduce((sum, { characters }) => sum + characters, 0)).toBe(1_000_500);
  });
});
