import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { accept } from '@audiobook/pipeline/accept';
import { pruneTakes } from '@audiobook/pipeline/take-store-tasks';
import { planUpgrade, type UpgradeOptions } from '@audiobook/pipeline/upgrade';
import { remember } from '@audiobook/takes/workspaces';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { editOneSentence, sentenceEdits } from './novel/edit-novel.ts';
import { seededRandom } from './novel/random.ts';
import { orThrow, SpokenNovel } from './rig/spoken-novel.ts';

const { signal } = new AbortController();
const random = seededRandom(62);
let root: string;
let novel: SpokenNovel;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'audiobook-accepted-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(root, 'takes'));
  novel = new SpokenNovel(root, { seed: 61, characters: 300_000, chapters: 6 });
  await novel.write();
  const { spoken } = await novel.run();
  expect(spoken.get('tone:1')?.length).toBeGreaterThan(2_000);
  orThrow(await remember(novel.store.root, root));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

async function upgrade(options: UpgradeOptions): Promise<string> {
  const surroundings = { emit: () => undefined, signal };
  const { report, writes } = orThrow(await planUpgrade(novel.book, options, surroundings));
  for (const { file, content } of writes) await writeFileAtomic(file, content);
  return report.join('\n');
}

const digests = async () => (await novel.takes()).map(({ digest }) => digest);

test('a novel is accepted, pruned, its dist/ lost, its model moved: nothing is spoken', async () => {
  const before = await digests();
  orThrow(await accept(novel.book, {}, () => undefined));
  await rm(join(root, 'dist'), { recursive: true });
  orThrow(await pruneTakes(root, { maxGb: 0 }, { emit: () => undefined, signal }));

  const report = await upgrade({ model: 'tone:2' });
  expect(report).toMatch(/To speak again: 0 of [\d,]+ segments, 0 characters\./);
  const { spoken, notices } = await novel.run();
  expect({ spoken: [...spoken], notices }).toEqual({ spoken: [], notices: [] });
  expect(await digests()).toEqual(before);
});

test('each sentence that is edited then is spoken by the new model, and nothing else', async () => {
  let edited = 0;
  for (const kind of sentenceEdits) {
    const chapter = random.pick(novel.chapters);
    const heard = new Map((await novel.takes()).map(({ key, digest }) => [key, digest]));
    const before = new Set((await novel.segments(chapter)).map(({ spoken }) => spoken));
    const text = await readFile(chapter.text, 'utf8');
    await writeFileAtomic(chapter.text, editOneSentence(text, random, kind).text);

    const { spoken, notices } = await novel.run();
    const news = (await novel.segments(chapter)).filter((one) => !before.has(one.spoken));
    expect([...spoken.keys()].filter((model) => model !== 'tone:2')).toEqual([]);
    const asked = spoken.get('tone:2') ?? [];
    // A new segment may say what another chapter's does already.
    for (const words of asked) expect(news.map((one) => one.spoken)).toContain(words);
    expect(asked.length).toBeLessThanOrEqual(new Set(news.map((one) => one.spoken)).size);
    expect(notices).toEqual([]);
    edited += asked.length;
    const others = (await novel.takes()).filter(({ key }) => heard.has(key));
    for (const { key, digest } of others) expect(digest).toBe(heard.get(key));
    expect(others.length).toBeGreaterThanOrEqual(heard.size - 3);
  }
  expect(edited).toBeGreaterThan(2);
});

test('an upgrade for new lines only locks what the edits have brought, and speaks nothing', async () => {
  const before = await digests();
  const report = await upgrade({ model: 'tone:3', newLinesOnly: true });
  expect(report).toMatch(/To speak again: 0 of [\d,]+ segments, 0 characters\./);
  const { spoken } = await novel.run();
  expect([...spoken]).toEqual([]);
  expect(await digests()).toEqual(before);
});
