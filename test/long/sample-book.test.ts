import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Contents } from '@audiobook/model/contents';
import { Layout } from '@audiobook/model/script';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorkspace, repository, type Workspace } from '../rig/workspace.ts';
import { checkPublishedBook } from './check-published-book.ts';

const slug = 'eleven-minutes-slow';
let workspace: Workspace;

beforeAll(async () => {
  workspace = makeWorkspace();
  const book = join('books', slug);
  await cp(join(repository, book), join(workspace.root, book), { recursive: true });
});
afterAll(() => workspace.remove());

test('the sample book is published to its last word', async () => {
  const run = await workspace.nx('run-many', '-t', 'publish');
  expect(run.code, run.output).toBe(0);
  const book = { slug, title: 'Eleven Minutes Slow', chapters: 9 };
  for (const { missing } of await checkPublishedBook(workspace, book)) expect(missing).toEqual([]);

  const output = join('dist/books', slug);
  const { chapters } = Contents.parse(await workspace.json(join(output, 'contents.json')));
  for (const folder of chapters) {
    const text = await workspace.read(`books/${slug}/chapters/${folder}/text.md`);
    const file = join(output, 'chapters', folder, 'layout.json');
    const { segments } = Layout.parse(await workspace.json(file));
    expect(text.slice(segments.at(-1)?.end)).not.toMatch(/[\p{L}\p{N}]/u);
  }
  const { failed, spoken } = await workspace.summary();
  expect(failed).toBe(0);
  expect(spoken).toBeGreaterThan(100);
});
