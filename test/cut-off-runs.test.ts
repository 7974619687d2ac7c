import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Takes } from '@audiobook/model/take';
import { storedKeys } from '@audiobook/takes/stored-keys';
import { openTakeStore } from '@audiobook/takes/take-store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateNovel } from './novel/generate-novel.ts';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { finished } from './rig/start-nx.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
let workspace: Workspace;

beforeEach(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  const [long] = generateNovel({ seed: 7, characters: 15_000, chapters: 1 }).chapters;
  await workspace.write(`books/${slug}/chapters/10-long/text.md`, long?.text ?? '');
});
afterEach(() => workspace.remove());

/** Starts speaking, and ends the whole process group with a signal once a few takes are stored. */
async function cutOff(signal: NodeJS.Signals) {
  const run = workspace.start('run-many', '-t', 'synthesize');
  const ended = finished(run);
  const store = workspace.env.AUDIOBOOK_TAKES ?? '';
  while ((await countTakes(store)) < 20) {
    if (run.exitCode !== null) throw new Error(`ended by itself: ${(await ended).output}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  process.kill(-(run.pid ?? 0), signal);
  const end = await ended;
  return { ...end, stored: await countTakes(store) };
}

async function countTakes(root: string): Promise<number> {
  let count = 0;
  for await (const _ of storedKeys(root)) count++;
  return count;
}

async function expectWholeBook(stored: number) {
  const again = await workspace.nx('run-many', '-t', 'synthesize');
  expect(again.code, again.output).toBe(0);
  const total = await countTakes(workspace.env.AUDIOBOOK_TAKES ?? '');
  // What the gateway still has of the run that was cut off is not spoken again.
  const { spoken } = await workspace.summary();
  expect(spoken).toBeGreaterThan(0);
  expect(spoken).toBeLessThanOrEqual(total - stored);
  const store = openTakeStore(workspace.env.AUDIOBOOK_TAKES ?? '');
  const chapters = join(workspace.root, `dist/books/${slug}/chapters`);
  for (const folder of await readdir(chapters)) {
    const files = await readdir(join(chapters, folder));
    expect(files.filter((name) => name.endsWith('.part'))).toEqual([]);
    const { takes } = Takes.parse(
      await workspace.json(`dist/books/${slug}/chapters/${folder}/takes.json`),
    );
    for (const { key, digest } of takes) expect((await store.get(key))?.digest).toBe(digest);
  }
  return again.output;
}

test('a run that is killed with -9 loses nothing that was spoken, and the next one says so', async () => {
  const { stored } = await cutOff('SIGKILL');
  const output = await expectWholeBook(stored);
  expect(output).toMatch(/! An earlier run, begun \S+, was cut off during .*:synthesize/);
});

test('a run that is stopped by Ctrl-C ends with a summary, and the next one goes on', async () => {
  const { code, stored, output } = await cutOff('SIGINT');
  expect(code).not.toBe(0);
  expect(output).toContain('Segments');
  await expectWholeBook(stored);
});
