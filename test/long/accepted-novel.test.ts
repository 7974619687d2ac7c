import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Takes } from '@audiobook/model/take';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chapterFolder, makeBookWorkspace, runNx } from '../bench/bench-workspace.ts';
import { editOneSentence, sentenceEdits } from '../novel/edit-novel.ts';
import { generateNovel } from '../novel/generate-novel.ts';
import { seededRandom } from '../novel/random.ts';
import { addTonePool, type TonePool } from '../rig/tone-pool.ts';
import type { Workspace } from '../rig/workspace.ts';

const slug = 'novel';
const other = 'espeak-ng:sha256:0123';
const novel = generateNovel({ seed: 71, characters: 1_000_000, chapters: 20 });
const texts = novel.chapters.map(({ text }) => text);
const random = seededRandom(72);
let workspace: Workspace;
/** Two runners: the first has the model that the book is pinned to, the second the other one. */
let pool: TonePool;

const chapterOf = (index: number) => join('books', slug, 'chapters', chapterFolder(index, texts));

/** Speaks or publishes the novel, and counts what the runners were asked. */
async function make(target: 'synthesize' | 'publish') {
  const before = pool.runners.map(({ requests }) => requests.length);
  await runNx(workspace, ['run-many', '-t', target]);
  const { spoken, failed } = await workspace.summary();
  const asked = pool.runners.map(({ requests }, index) => requests.length - (before[index] ?? 0));
  return { spoken, failed, asked };
}

async function digests() {
  const chapters = texts.map((_, index) =>
    workspace.json(join('dist', chapterOf(index), 'takes.json')),
  );
  return (await Promise.all(chapters)).flatMap((json) =>
    Takes.parse(json).takes.map(({ key, digest }) => ({ key, digest })),
  );
}

beforeAll(async () => {
  workspace = await makeBookWorkspace({ slug, title: novel.title, chapters: texts });
  pool = await addTonePool(workspace, [
    { batch: 16, audioSecondsPerCharacter: 1 / 50 },
    { identity: other, audioSecondsPerCharacter: 1 / 50 },
  ]);
});
afterAll(async () => {
  await workspace.remove();
  await pool.stop();
});

test('an accepted novel outlives pruning, an empty cache and another model', async () => {
  expect(await make('publish')).toMatchObject({ failed: 0 });
  const before = await digests();
  await runNx(workspace, ['run', `${slug}:accept`]);
  expect(await make('publish')).toEqual({ spoken: 0, failed: 0, asked: [0, 0] });

  const { NX_CACHE_DIRECTORY = '', NX_WORKSPACE_DATA_DIRECTORY = '' } = workspace.env;
  for (const path of [
    join(workspace.root, 'dist'),
    NX_CACHE_DIRECTORY,
    NX_WORKSPACE_DATA_DIRECTORY,
  ]) {
    await rm(path, { recursive: true, force: true });
  }
  await runNx(workspace, ['run', 'takes:prune', '--', '--max-gb=0']);
  await runNx(workspace, ['g', '@audiobook/nx:upgrade', slug, `--model=${other}`]);
  expect(await make('publish')).toEqual({ spoken: 0, failed: 0, asked: [0, 0] });
  expect(await digests()).toEqual(before);
});

test('an edited sentence is spoken by the new model, and nothing else', async () => {
  let all = 0;
  for (const kind of sentenceEdits) {
    const before = new Map((await digests()).map(({ key, digest }) => [key, digest]));
    const text = join(chapterOf(random.below(texts.length)), 'text.md');
    await workspace.edit(text, (source) => editOneSentence(source, random, kind).text);
    const { spoken, failed, asked } = await make('synthesize');
    expect({ failed, asked }).toEqual({ failed: 0, asked: [0, spoken] });
    expect(spoken).toBeLessThanOrEqual(3);
    all += spoken;
    const news = (await digests()).filter(({ key, digest }) => before.get(key) !== digest);
    expect(new Set(news.map(({ key }) => key)).size).toBe(spoken);
  }
  expect(all).toBeGreaterThan(2);
});
