import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Segments } from '@audiobook/model/script';
import { Takes } from '@audiobook/model/take';
import { TakesLock } from '@audiobook/model/takes-lock';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { addTonePool, pinnedModel, type TonePool, writePool } from './rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
const book = `books/${slug}`;
const lockFile = `${book}/takes.lock.json`;
const first = `${book}/chapters/01-the-harbour`;
const other = 'espeak-ng:sha256:0123';
let workspace: Workspace;
/** Two runners: the first has the model that the book is pinned to, the second the other one. */
let pool: TonePool;

const asked = () => pool.runners.map(({ requests }) => requests.length);

async function nx(...args: string[]): Promise<string> {
  const { code, output } = await workspace.nx(...args);
  expect(code, output).toBe(0);
  return output;
}

async function publish() {
  const before = asked();
  const output = await nx('run-many', '-t', 'publish');
  const [ofPinned, ofOther] = asked().map((count, runner) => count - (before[runner] ?? 0));
  const { spoken, failed } = await workspace.summary();
  return { spoken, failed, ofPinned, ofOther, output };
}

async function keysOf(chapter: string): Promise<string[]> {
  const { takes } = Takes.parse(await workspace.json(`dist/${chapter}/takes.json`));
  return takes.map(({ key }) => key);
}

async function lockedKeys(): Promise<string[]> {
  const { chapters } = TakesLock.parse(await workspace.json(lockFile));
  return Object.values(chapters).flatMap((chapter) =>
    Object.values(chapter).map(({ key }) => key as string),
  );
}

/** As after `nx reset` and a fresh clone: nothing made, and no cache. */
async function forgetWhatNxMade(...made: string[]): Promise<void> {
  const { NX_CACHE_DIRECTORY = '', NX_WORKSPACE_DATA_DIRECTORY = '' } = workspace.env;
  const paths = made.map((path) => join(workspace.root, path));
  for (const path of [...paths, NX_CACHE_DIRECTORY, NX_WORKSPACE_DATA_DIRECTORY]) {
    await rm(path, { recursive: true, force: true });
  }
}

beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  pool = await addTonePool(workspace, [{}, { identity: other }]);
});
afterAll(async () => {
  await workspace.remove();
  await pool.stop();
});

test('a book that is not spoken can’t be accepted, and nothing is written', async () => {
  const { code, output } = await workspace.nx('run', `${slug}:accept`);
  expect(code).not.toBe(0);
  expect(output).toContain('lamp-01 is not spoken as it is now');
  expect(output).toContain(`npx nx run-many -t publish -p ${slug}`);
  expect(await readdir(join(workspace.root, book))).not.toContain('takes.lock.json');
});

test('accepting a finished book locks its takes, and makes no audio anew', async () => {
  await publish();
  const output = await nx('run', `${slug}:accept`);
  const keys = [];
  for (const folder of Object.keys(smallBook.chapters)) {
    keys.push(...(await keysOf(`${book}/chapters/${folder}`)));
  }
  expect(output).toContain(`${keys.length} takes of 3 chapters are locked (${keys.length} new`);
  expect((await lockedKeys()).sort()).toEqual(keys.sort());

  const again = await publish();
  expect(again).toMatchObject({ spoken: 0, failed: 0, ofPinned: 0, ofOther: 0 });
  for (const chapter of ['01', '02', '03']) {
    expect(again.output).toMatch(new RegExp(`lamp-${chapter}:encode {2}\\[`));
  }
});

test('a dry run shows what an upgrade costs, with and without locks, and writes nothing', async () => {
  const before = await workspace.read(`${book}/book.json`);
  const options = ['--engine=espeak-ng', `--model=${other}`, '--dry-run'];
  const segments = (await lockedKeys()).length;
  const locked = await nx('g', '@audiobook/nx:upgrade', slug, ...options);
  expect(locked).toContain(`To speak again: 0 of ${segments} segments, 0 characters.`);
  expect(locked).toContain(`Locked, and as they are: ${segments} segments.`);
  expect(locked).toContain(`nothing can be spoken with ${other} before that is installed`);

  const lock = await workspace.read(lockFile);
  await rm(join(workspace.root, lockFile));
  const unlocked = await nx('g', '@audiobook/nx:upgrade', slug, ...options);
  expect(unlocked).toContain(`To speak again: ${segments} of ${segments} segments`);
  const newLines = await nx('g', '@audiobook/nx:upgrade', slug, '--new-lines-only', ...options);
  expect(newLines).toContain(
    `${segments} takes are locked in ${lockFile}, ${segments} of them new`,
  );
  expect(newLines).toContain(`To speak again: 0 of ${segments} segments, 0 characters.`);
  expect(await readdir(join(workspace.root, book))).not.toContain('takes.lock.json');
  await workspace.write(lockFile, lock);
  expect(await workspace.read(`${book}/book.json`)).toBe(before);
});

test('accepted takes outlive pruning, a lost dist/ and cache, and another model', async () => {
  const keys = await keysOf(first);
  await forgetWhatNxMade('dist', '.audiobook');
  await nx('run', 'takes:prune', '--', '--max-gb=0');
  await nx('g', '@audiobook/nx:upgrade', slug, `--model=${other}`);
  expect(await workspace.json(`${book}/book.json`)).toMatchObject({
    models: { 'espeak-ng': other },
  });
  expect(await publish()).toMatchObject({ spoken: 0, failed: 0, ofPinned: 0, ofOther: 0 });
  expect(await keysOf(first)).toEqual(keys);
});

test('one sentence edited is spoken by the new model, and nothing else', async () => {
  const before = await keysOf(first);
  await workspace.edit(`${first}/text.md`, (text) => text.replace('lamps along', 'lanterns along'));
  const refused = await workspace.nx('run', `${slug}:accept`);
  expect(refused.output).toContain(`lamp-01 has no take of 1 of its ${before.length} segments`);
  expect(await publish()).toMatchObject({ spoken: 1, ofPinned: 0, ofOther: 1 });
  expect(pool.runners[1]?.requests).toEqual([expect.stringContaining('lanterns along')]);
  const after = await keysOf(first);
  expect(after.filter((key) => !before.includes(key))).toHaveLength(1);
});

test('a part of the book is accepted: both models are locked, and what is gone is dropped and told', async () => {
  const output = await nx('run', `${slug}:accept`, '--', '--chapters=1');
  expect(output).toMatch(/takes of 1 chapter are locked \(1 new, 0 changed\)/);
  expect(output).toMatch(/No longer locked.*: s[0-9a-f]{12} of 01-the-harbour/);
  const { models, chapters } = TakesLock.parse(await workspace.json(lockFile));
  const { identity } = await pinnedModel(workspace);
  expect(models).toEqual({ 'espeak-ng': [other, identity] });
  expect(Object.keys(chapters)).toEqual(Object.keys(smallBook.chapters));
  expect(Object.keys(chapters['01-the-harbour'] ?? {}).sort()).toEqual(
    (await segmentIds(first)).sort(),
  );
  expect(await publish()).toMatchObject({ spoken: 0, ofPinned: 0, ofOther: 0 });
});

test('a clone with the lock and a file of takes speaks nothing', async () => {
  const takes = join(workspace.root, '..', 'lamp.takes');
  await nx('run', 'takes:export', '--', `--book=${slug}`, `--to=${takes}`);
  const clone = makeWorkspace();
  try {
    await cp(join(workspace.root, 'books'), join(clone.root, 'books'), { recursive: true });
    await writePool(clone, JSON.parse(await workspace.read('gpu-runner/pool.json')));
    const imported = await clone.nx('run', 'takes:import', '--', `--from=${takes}`);
    expect(imported.code, imported.output).toBe(0);
    const before = asked();
    const run = await clone.nx('run-many', '-t', 'synthesize');
    expect(run.code, run.output).toBe(0);
    expect((await clone.summary()).spoken).toBe(0);
    expect(asked()).toEqual(before);
  } finally {
    await clone.remove();
  }
});

test('a locked take that is nowhere is told of, and the new model speaks its segment', async () => {
  const chapter = `${book}/chapters/02-the-lamp`;
  const [lost = ''] = await keysOf(chapter);
  const [id = ''] = await segmentIds(chapter);
  const takes = workspace.env.AUDIOBOOK_TAKES ?? '';
  await rm(join(takes, lost.slice(0, 2), `${lost}.wav`));
  await forgetWhatNxMade(`dist/${chapter}`);
  const run = await publish();
  expect(run).toMatchObject({ spoken: 1, ofPinned: 0, ofOther: 1 });
  expect(run.output).toContain('1 accepted take of lamp-02 can’t be found');
  expect(run.output).toContain(id);
  expect(run.output).toContain('takes:import');

  const imported = join(workspace.root, '..', 'lamp.takes');
  await nx('run', 'takes:import', '--', `--from=${imported}`);
  await nx('run', 'lamp-02:synthesize', '--skip-nx-cache');
  expect((await keysOf(chapter))[0]).toBe(lost);
});

async function segmentIds(chapter: string): Promise<string[]> {
  const { segments } = Segments.parse(await workspace.json(`dist/${chapter}/segments.json`));
  return segments.map(({ id }) => id);
}
