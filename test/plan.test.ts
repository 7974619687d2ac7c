import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BookPlan } from '@audiobook/pipeline/plan/book-plan';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
let workspace: Workspace;

beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
});
afterAll(() => workspace.remove());

/** What a run would speak, by its cause. */
async function planned(): Promise<string[]> {
  const { code, output } = await workspace.nx('run', `${slug}:plan`, '--json=plan.json');
  expect(code, output).toBe(0);
  expect(output).toContain('nothing is spoken');
  const { chapters } = (await workspace.json('plan.json')) as BookPlan;
  return chapters.flatMap(({ toSpeak }) => toSpeak.map(({ cause }) => cause));
}

async function spoken(): Promise<number> {
  const { code, output } = await workspace.nx('run-many', '-t', 'synthesize');
  expect(code, output).toBe(0);
  return (await workspace.summary()).spoken;
}

test('a plan starts no slot, and a run speaks what it says', async () => {
  const first = await planned();
  expect(new Set(first)).toEqual(new Set(['new']));
  expect(existsSync(join(workspace.root, '.audiobook', 'gateway-folder'))).toBe(false);
  expect(await spoken()).toBe(first.length);
  expect(await planned()).toEqual([]);
});

test('an edited sentence is planned and spoken as such', async () => {
  const text = `books/${slug}/chapters/02-the-lamp/text.md`;
  await workspace.edit(text, (before) => before.replace('bright day', 'grey day'));
  const edited = await planned();
  expect(edited.length).toBeGreaterThan(0);
  expect(new Set(edited)).toEqual(new Set(['edited']));
  expect(await spoken()).toBe(edited.length);
});

test('what dist has, or Nx, is not spoken, whatever the take store has lost', async () => {
  const { AUDIOBOOK_TAKES: takes = '' } = workspace.env;
  await rm(takes, { recursive: true });
  expect(await planned()).toEqual([]);
  await rm(join(workspace.root, 'dist'), { recursive: true });
  // Now only Nx has the speech, which a plan can't see before it puts it back.
  const lost = await planned();
  expect(new Set(lost)).toEqual(new Set(['new']));
  expect(await spoken()).toBe(0);
  expect(await planned()).toEqual([]);
});
