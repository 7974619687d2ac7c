import { execaSync } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

let workspace: Workspace;

function git(...args: string[]) {
  const author = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.org'];
  execaSync('git', [...author, ...args], { cwd: workspace.root });
}

/** Projects that `nx affected` finds when a file has changed since the last commit. */
async function affectedBy(path: string, content: string): Promise<string[]> {
  const before = await workspace.read(path);
  await workspace.write(path, content);
  const shown = await workspace.nx('show', 'projects', '--affected', '--base=HEAD', '--json');
  await workspace.write(path, before);
  const names = /\[.*\]/.exec(shown.output);
  return JSON.parse(names?.[0] ?? 'null').sort();
}

beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  await addSmallBook(workspace, 'other');
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'books');
});
afterAll(() => workspace.remove());

const { slug } = smallBook;

test('a changed chapter affects itself and its book', async () => {
  const text = `books/${slug}/chapters/02-the-lamp/text.md`;
  expect(await affectedBy(text, '# Other words\n')).toEqual(['lamp', 'lamp-02']);
});

test('a changed lexicon affects the whole book, and no other', async () => {
  expect(await affectedBy(`books/${slug}/lexicon.json`, '{ "Anna": "Ahna" }')).toEqual([
    'lamp',
    'lamp-01',
    'lamp-02',
    'lamp-03',
  ]);
});

test('a changed lexicon of the workspace affects all books', async () => {
  await workspace.write('books/lexicon.json', '{}');
  expect(await affectedBy('books/lexicon.json', '{ "Anna": "Ahna" }')).toEqual(
    ['lamp', 'other'].flatMap((book) => [
      book,
      ...['01', '02', '03'].map((chapter) => `${book}-${chapter}`),
    ]),
  );
});

test('a chapter reads well: named, tagged, with targets that say what they do', async () => {
  const shown = await workspace.nx('show', 'project', 'lamp-01', '--json');
  const { name, tags, targets } = JSON.parse(shown.output.slice(shown.output.indexOf('{"')));
  expect({ name, tags }).toEqual({ name: 'lamp-01', tags: ['book:lamp', 'type:chapter'] });
  expect(Object.keys(targets)).toEqual(['script', 'synthesize', 'encode', 'assemble', 'retake']);
});
