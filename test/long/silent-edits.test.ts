import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Segments } from '@audiobook/model/script';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chapterFolder, makeBookWorkspace, runNx } from '../bench/bench-workspace.ts';
import { generateNovel } from '../novel/generate-novel.ts';
import { silentEdits } from '../rig/silent-edits.ts';
import { makeWorkspace, type Workspace } from '../rig/workspace.ts';

const slug = 'novel';
const novel = generateNovel({ seed: 21, characters: 1_000_000, chapters: 20 });
const texts = novel.chapters.map(({ text }) => text);
let workspace: Workspace;

beforeAll(async () => {
  workspace = await makeBookWorkspace({ slug, title: novel.title, chapters: texts });
  await runNx(workspace, ['run-many', '-t', 'synthesize']);
  expect((await workspace.summary()).chapters).toHaveLength(texts.length);
});
afterAll(() => workspace.remove());

test('the repository cloned elsewhere, with an empty Nx cache and the same takes: nothing is spoken', async () => {
  const clone = makeWorkspace({ takes: workspace.env.AUDIOBOOK_TAKES ?? '' });
  await cp(join(workspace.root, 'books'), join(clone.root, 'books'), { recursive: true });
  await runNx(clone, ['run-many', '-t', 'synthesize']);
  const { spoken, chapters } = await clone.summary();
  expect({ spoken, chapters: chapters.length }).toEqual({ spoken: 0, chapters: texts.length });
  await clone.remove();
});

test('a further take of a segment asked for: that one is spoken', async () => {
  const [segment] = await segmentsOf(3);
  await workspace.write(
    join('books', slug, 'chapters', chapterFolder(3, texts), 'corrections.json'),
    JSON.stringify({ segments: { [segment?.id ?? '']: { take: 5 } } }),
  );
  await runNx(workspace, ['run-many', '-t', 'synthesize']);
  expect((await workspace.summary()).spoken).toBe(1);
});

test('the same chapter in another book: nothing is spoken', async () => {
  const folder = join('books', slug);
  const other = join('books', 'other-novel');
  for (const file of [
    'book.json',
    'cast.json',
    join('chapters', chapterFolder(5, texts), 'text.md'),
  ]) {
    await workspace.write(join(other, file), await workspace.read(join(folder, file)));
  }
  await runNx(workspace, ['run', 'other-novel-06:synthesize']);
  const { spoken, chapters } = await workspace.summary();
  expect({ spoken, chapters: chapters.length }).toEqual({ spoken: 0, chapters: 1 });
  await rm(join(workspace.root, other), { recursive: true });
});

// The last of them moves a chapter, so they come after what addresses chapters by their place.
test.each(silentEdits)('nothing is spoken for $name', async ({ apply }) => {
  await apply(workspace, { slug, chapter: chapterFolder(2, texts) });
  await runNx(workspace, ['run-many', '-t', 'synthesize']);
  const { spoken, failed, chapters } = await workspace.summary();
  expect({ spoken, failed }).toEqual({ spoken: 0, failed: 0 });
  expect(chapters).toHaveLength(texts.length);
});

async function segmentsOf(index: number) {
  const folder = join('dist', 'books', slug, 'chapters', chapterFolder(index, texts));
  return Segments.parse(await workspace.json(join(folder, 'segments.json'))).segments;
}
