import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execaSync } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

let workspace: Workspace;

function commit(message: string) {
  const git = (...args: string[]) => {
    const author = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.org'];
    execaSync('git', [...author, ...args], { cwd: workspace.root });
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  await addSmallBook(workspace, 'other');
  // Two chapters and one are enough.
  const unneeded = ['lamp/chapters/03-the-end', 'other/chapters/01-the-harbour'];
  for (const folder of [...unneeded, 'other/chapters/02-the-lamp']) {
    await rm(join(workspace.root, 'books', folder), { recursive: true });
  }
  commit('books');
});
afterAll(() => workspace.remove());

/** What Nx says of each task: `lamp-01:encode` and how it got its result. */
function statusesIn(output: string): Map<string, string> {
  const lines = stripVTControlCharacters(output).matchAll(/> nx run (\S+:\w+) *(?:\[([^\]]+)\])?/g);
  return new Map([...lines].map(([, task = '', status = 'run']) => [task, status]));
}

test('nx affected publishes what a commit changed, and takes the rest from the base’s caches', async () => {
  const base = await workspace.nx('run-many', '-t', 'publish');
  expect(base.code, base.output).toBe(0);
  const { published } = await workspace.summary();
  expect(published.map(({ slug }) => slug).sort()).toEqual(['lamp', 'other']);

  await workspace.edit(`books/${smallBook.slug}/chapters/02-the-lamp/text.md`, (text) =>
    text.replace('bright day', 'grey day'),
  );
  commit('a grey day');
  // As in a fresh clone, which has the base's caches alone.
  await rm(join(workspace.root, 'dist'), { recursive: true });
  const affected = await workspace.nx('affected', '-t', 'publish', '--base=HEAD~1');
  expect(affected.code, affected.output).toBe(0);

  const statuses = statusesIn(affected.output);
  const ran = [...statuses].filter(([, status]) => status === 'run').map(([task]) => task);
  expect(ran.sort()).toEqual([
    ...['lamp-02:assemble', 'lamp-02:encode', 'lamp-02:script', 'lamp-02:synthesize'],
    ...['lamp:contents', 'lamp:publish'],
  ]);
  expect([...statuses.keys()].filter((task) => task.startsWith('other'))).toEqual([]);

  const { spoken, chapters, published: again } = await workspace.summary();
  expect(spoken).toBe(1);
  expect(chapters.map(({ project, state }) => `${project} ${state}`).sort()).toEqual([
    ...['lamp-01 restored', 'lamp-02 done'],
  ]);
  expect(again.map(({ slug }) => slug)).toEqual(['lamp']);
  expect(existsSync(join(workspace.root, 'dist/books/lamp/The Lamp.m4b'))).toBe(true);
  expect(existsSync(join(workspace.root, 'dist/books/other'))).toBe(false);
});
