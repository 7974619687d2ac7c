import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BookShards } from '@audiobook/pipeline/shards';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CacheServerProcess, startCacheServer } from './rig/cache-server.ts';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { addTonePool, type TonePool } from './rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
const chapters = Object.keys(smallBook.chapters).length;
/** Segments that a runner speaks at the same time. */
const atOnce = 2;

/** Clones of one workspace, each with an Nx cache, a take store and runners of its own. */
let one: Workspace;
let two: Workspace;
let last: Workspace;
let runners: [TonePool, TonePool];
let server: CacheServerProcess;

beforeAll(async () => {
  server = await startCacheServer();
  const token = await server.token('--writer=main-ci', '--scope=main');
  [one, two, last] = [makeWorkspace(), makeWorkspace(), makeWorkspace()];
  for (const workspace of [one, two, last]) {
    await addSmallBook(workspace);
    server.join(workspace, token);
  }
  runners = [
    await addTonePool(one, [{ batch: atOnce }]),
    await addTonePool(two, [{ batch: atOnce }]),
  ];
  // Who publishes has nothing to speak with.
  last.env.AUDIOBOOK_SPEAK = '0';
});
afterAll(async () => {
  for (const workspace of [one, two, last]) await workspace?.remove();
  for (const pool of runners ?? []) await pool.stop();
  await server?.stop();
});

/** How often each text was asked of all runners together. */
function timesAsked(): Map<string, number> {
  const times = new Map<string, number>();
  for (const [text, count] of runners.flatMap((pool) => [...pool.timesAsked()])) {
    times.set(text, (times.get(text) ?? 0) + count);
  }
  return times;
}

/** How many takes the server has. */
async function sharedTakes(): Promise<number> {
  const status = await server.command('status');
  return Number(/([\d,]+) takes?,/.exec(status)?.[1]?.replaceAll(',', ''));
}

const spoken = () => runners.reduce((sum, pool) => sum + pool.spoken(), 0);

async function run(workspace: Workspace, ...args: string[]): Promise<string> {
  const { code, output } = await workspace.nx(...args);
  expect(code, output).toBe(0);
  return output;
}

/** Deals the book's chapters out to two agents. */
async function deal(workspace: Workspace): Promise<[string[], string[]]> {
  await run(workspace, 'run', `${slug}:shards`, '--', '--agents=2', '--json=shards.json');
  const { shards } = (await workspace.json('shards.json')) as BookShards;
  const [first, second] = shards;
  if (first === undefined || second === undefined) throw new Error('a shard is missing');
  return [first.projects, second.projects];
}

const speak = (projects: readonly string[]) => [
  'run-many',
  '-t',
  'synthesize',
  '-p',
  projects.join(','),
];

test('two agents speak a shard each, and a third machine publishes and speaks nothing', async () => {
  const [first, second] = await deal(one);
  expect([...first, ...second].sort()).toEqual([`${slug}-01`, `${slug}-02`, `${slug}-03`]);
  await Promise.all([run(one, ...speak(first)), run(two, ...speak(second))]);
  expect(runners.every((pool) => pool.spoken() > 0)).toBe(true);
  expect(new Set(timesAsked().values())).toEqual(new Set([1]));

  const before = spoken();
  const output = await run(last, 'run-many', '-t', 'publish');
  expect(spoken()).toBe(before);
  const { published, chapters: speech } = await last.summary();
  expect(published).toMatchObject([{ slug, chapters, missing: 0 }]);
  expect(speech.map(({ state }) => state)).toEqual(Array(chapters).fill('restored'));
  expect(output).toContain('remote cache');
});

test('with another nx.json every chapter runs again, on a machine that has nothing, and nothing is spoken', async () => {
  const before = spoken();
  await rm(join(last.root, 'dist'), { recursive: true });
  await last.edit('nx.json', (json) => json.replace('{', '{\n  "parallel": 2,'));
  const output = await run(last, 'run-many', '-t', 'publish');
  expect(spoken()).toBe(before);
  const { spoken: here, chapters: speech } = await last.summary();
  expect({ here, states: speech.map(({ state }) => state) }).toEqual({
    here: 0,
    states: Array(chapters).fill('done'),
  });
  expect(output).toContain(`came from ${server.url}`);
});

test('an agent is killed in mid-shard, and another takes its shard over: what was shared is not spoken again', async () => {
  const sentences = (chapter: number) =>
    Array.from({ length: 14 }, (_, at) => `Sentence ${at + 1} of part ${chapter} is a new one.`);
  for (const workspace of [one, two, last]) {
    for (const [at, folder] of Object.keys(smallBook.chapters).entries()) {
      const text = sentences(at + 1).join('\n\n');
      await workspace.write(`books/${slug}/chapters/${folder}/text.md`, `# Part\n\n${text}\n`);
    }
  }
  const [first, second] = await deal(one);
  const [own, others] = runners;
  const asked = () => others.runners[0]?.requests.length ?? 0;
  const [askedBefore, sharedBefore] = [asked(), await sharedTakes()];
  // Slow enough that the shard is not done when it is killed.
  others.setSpeed(60);
  const killed = two.start(...speak(second));
  await expect.poll(sharedTakes, { interval: 500 }).toBeGreaterThan(sharedBefore + 3);
  process.kill(-(killed.pid ?? Number.NaN), 'SIGKILL');
  await killed;
  const shared = (await sharedTakes()) - sharedBefore;
  await run(one, ...speak([...first, ...second]));

  const again = [...timesAsked()].filter(([text]) => text.startsWith('Sentence'));
  expect(again).toHaveLength(3 * 14);
  // What it had in hand: what its runner was asked for, and nobody shared.
  const twice = again.filter(([, times]) => times > 1);
  expect(twice.length).toBeLessThanOrEqual(asked() - askedBefore - shared);
  expect(own.spoken()).toBeLessThan(spoken());

  const before = spoken();
  await run(last, 'run-many', '-t', 'publish');
  expect(spoken()).toBe(before);
  expect((await last.summary()).published).toMatchObject([{ slug, missing: 0 }]);
});
