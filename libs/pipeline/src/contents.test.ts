import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type BookPaths, bookPaths } from './book/book-paths.ts';
import { contents } from './contents.ts';

let book: BookPaths;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'audiobook-contents-'));
  book = bookPaths(root, 'emma');
});

async function chapter(folder: string, text: string | null = '# One\n'): Promise<void> {
  await mkdir(join(book.chapters, folder), { recursive: true });
  if (text !== null) await writeFile(join(book.chapters, folder, 'text.md'), text);
}

describe('contents()', () => {
  it('lists chapters by their numbers, and passes over folders without a text that are none', async () => {
    onTestFinished(() => rm(book.workspace, { recursive: true }));
    for (const folder of ['10-ten', '02-two', '100-hundred']) await chapter(folder);
    await chapter('gone-03-three', null);
    expect(await contents(book)).toEqual({
      ok: true,
      value: { chapters: ['02-two', '10-ten', '100-hundred'] },
    });
    expect(JSON.parse(await readFile(book.contents, 'utf8'))).toEqual({
      chapters: ['02-two', '10-ten', '100-hundred'],
    });
  });

  it.each([
    ['there is no chapter', []],
    ['it has no text.md', [['02-two', null]]],
    ['its name is not that of a chapter', [['two', '# Two\n']]],
    ['001-one has the same number', [['001-one', '# One\n']]],
  ] as const)('fails where %s', async (found, folders) => {
    onTestFinished(() => rm(book.workspace, { recursive: true, force: true }));
    if (folders.length > 0) await chapter('01-one');
    for (const [folder, text] of folders) await chapter(folder, text);
    expect(await contents(book)).toMatchObject({ ok: false, failure: { kind: 'bad-file', found } });
  });
});
