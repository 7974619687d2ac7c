import { join } from 'node:path';
import { Segments } from '@audiobook/model/script';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runNx } from '../bench/bench-workspace.ts';
import { makeWorkspace, type Workspace } from '../rig/workspace.ts';
import { checkPublishedBook } from './check-published-book.ts';

const corpus = process.env.AUDIOBOOK_CORPUS;
const slug = 'great-expectations';
const chapters = 59;

describe.skipIf(corpus === undefined)('Great Expectations (needs AUDIOBOOK_CORPUS)', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = makeWorkspace();
    await workspace.write('.gitignore', await workspace.readRepository('.gitignore'));
  });
  afterAll(() => workspace.remove());

  test(`is imported with ${chapters} chapters`, async () => {
    const file = join(corpus ?? '', 'texts', 'en', 'great-expectations.txt');
    const { output } = await runNx(workspace, ['g', '@audiobook/nx:book', file, `--slug=${slug}`]);
    expect(output).toContain('Great Expectations');
  });

  test('is spoken and published whole, with a mark for every chapter', async () => {
    await runNx(workspace, ['run-many', '-t', 'publish']);
    const { spoken, reused, failed, failures } = await workspace.summary();
    expect({ failed, failures }).toEqual({ failed: 0, failures: [] });
    const book = { slug, title: 'Great Expectations', chapters };
    const finished = await checkPublishedBook(workspace, book);
    expect(finished.map(({ number }) => number)).toEqual(finished.map((_, index) => index + 1));
    expect(finished.flatMap(({ missing }) => missing)).toEqual([]);
    expect(spoken + reused).toBe(await segmentsOfBook());
  });

  async function segmentsOfBook(): Promise<number> {
    const output = join('dist', 'books', slug);
    const { chapters: folders } = (await workspace.json(join(output, 'contents.json'))) as {
      chapters: string[];
    };
    const counts = folders.map(async (folder) => {
      const file = join(output, 'chapters', folder, 'segments.json');
      return Segments.parse(await workspace.json(file)).segments.length;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }
});
