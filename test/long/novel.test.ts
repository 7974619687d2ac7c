import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Segments } from '@audiobook/model/script';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chapterFolder, makeBookWorkspace, runNx } from '../bench/bench-workspace.ts';
import { editOneSentence, sentenceEdits } from '../novel/edit-novel.ts';
import { generateNovel } from '../novel/generate-novel.ts';
import { seededRandom } from '../novel/random.ts';
import type { Workspace } from '../rig/workspace.ts';
import { checkPublishedBook } from './check-published-book.ts';

const slug = 'novel';
const novel = generateNovel({ seed: 21, characters: 1_000_000, chapters: 20 });
const texts = novel.chapters.map(({ text }) => text);
let workspace: Workspace;

beforeAll(async () => {
  workspace = await makeBookWorkspace({ slug, title: novel.title, chapters: texts });
});
afterAll(() => workspace.remove());

test('a novel of a million characters is published whole', async () => {
  await runNx(workspace, ['run-many', '-t', 'publish']);
  const { spoken, reused, failed, failures, chapters } = await workspace.summary();
  const segments = await Promise.all(texts.map((_, index) => segmentsOf(index)));
  expect({ failed, failures, chapters: chapters.length }).toEqual({
    failed: 0,
    failures: [],
    chapters: texts.length,
  });
  expect(spoken + reused).toBe(segments.flat().length);
  // Equal sentences of one chapter are spoken once; chapters that ran at once may both speak theirs.
  const inChapters = segments.map((chapter) => new Set(chapter.map(whatIsHeard)).size);
  expect(spoken).toBeLessThanOrEqual(inChapters.reduce((sum, count) => sum + count, 0));
  expect(spoken).toBeGreaterThanOrEqual(new Set(segments.flat().map(whatIsHeard)).size);
  await checkPublishedBook(workspace, { slug, title: novel.title, chapters: texts.length });
});

test('nothing changed: nothing is spoken, every chapter is restored', async () => {
  await runNx(workspace, ['run-many', '-t', 'publish']);
  const { spoken, failed, chapters } = await workspace.summary();
  expect({ spoken, failed }).toEqual({ spoken: 0, failed: 0 });
  expect(new Set(chapters.map(({ state }) => state))).toEqual(new Set(['restored']));
});

test('one sentence edited: what changed is spoken, in that chapter alone', async () => {
  const random = seededRandom(22);
  const all: number[] = [];
  for (let round = 0; round < 10; round++) {
    const index = random.below(texts.length);
    const before = await segmentsOf(index);
    const text = join('books', slug, 'chapters', chapterFolder(index, texts), 'text.md');
    const kind = sentenceEdits[round % sentenceEdits.length];
    await workspace.edit(text, (source) => editOneSentence(source, random, kind).text);

    await runNx(workspace, ['run-many', '-t', 'synthesize']);
    const { spoken, chapters } = await workspace.summary();
    const ran = chapters.filter(({ state }) => state === 'done').map(({ project }) => project);
    expect(ran).toEqual([`${slug}-${String(index + 1).padStart(2, '0')}`]);
    const heard = new Set(before.map(whatIsHeard));
    const after = new Set((await segmentsOf(index)).map(whatIsHeard));
    // Another chapter may have the new segment already, so there may be fewer.
    expect(spoken).toBeLessThanOrEqual(after.difference(heard).size);
    all.push(spoken);
  }
  expect(all.reduce((sum, spoken) => sum + spoken, 0)).toBeGreaterThan(0);
  expect(Math.max(...all)).toBeLessThanOrEqual(3);
});

test('the edited novel is published whole again', async () => {
  await runNx(workspace, ['run-many', '-t', 'publish']);
  expect((await workspace.summary()).spoken).toBe(0);
  await checkPublishedBook(workspace, { slug, title: novel.title, chapters: texts.length });
  const left = await readdir(join(workspace.root, 'dist', 'books', slug, 'chapters'));
  expect(left).toHaveLength(texts.length);
});

async function segmentsOf(index: number) {
  const folder = join('dist', 'books', slug, 'chapters', chapterFolder(index, texts));
  return Segments.parse(await workspace.json(join(folder, 'segments.json'))).segments;
}

function whatIsHeard({ spoken }: { spoken: string }): string {
  return spoken;
}
