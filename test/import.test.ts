import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const chapters = {
  one: 'Chapter 1. The Ferry\n\nThe ferry left at nine. Nobody was on it but the dog.\n\nIt was raining.\n',
  two: 'Chapter 2. The Island\n\nThe island was smaller than the map had promised it would be.\n',
  three: 'Chapter 3. The Bell\n\nAt noon the bell rang, though there was no one to ring it.\n',
};
const first = [chapters.one, chapters.two, chapters.three].join('\n\n');
/** Another chapter before the last, and other words in the second. */
const second = [
  chapters.one,
  chapters.two.replace('smaller', 'larger'),
  'Chapter 3. The Lamp\n\nThe lamp was lit, in daylight, by a man who would not say why.\n',
  chapters.three.replace('Chapter 3', 'Chapter 4'),
].join('\n\n');

let workspace: Workspace;
const book = 'books/last-ferry';
const folders = () => readdir(join(workspace.root, book, 'chapters'));

beforeAll(async () => {
  workspace = makeWorkspace();
  await workspace.write('in/last-ferry.txt', first);
  const run = await generate('in/last-ferry.txt', '--title=Last Ferry', '--author=N. N.');
  expect(run.code, run.output).toBe(0);
  // What an import prints: chapters with characters and minutes.
  expect(run.output).toMatch(/\+ +01 +\d+ +\d+ s {2}.*The Ferry/);
});
afterAll(() => workspace.remove());

function generate(file: string, ...options: string[]) {
  return workspace.nx('g', '@audiobook/nx:book', join(workspace.root, file), ...options);
}

test('a text becomes a book: chapters, title, author, language, pinned model', async () => {
  expect(await folders()).toHaveLength(3);
  expect(await workspace.json(`${book}/book.json`)).toMatchObject({
    title: 'Last Ferry',
    author: 'N. N.',
    language: 'en',
    models: { 'espeak-ng': expect.stringMatching(/^espeak-ng:sha256:[0-9a-f]{64}$/) },
  });
  const [folder] = await folders();
  const text = await workspace.read(`${book}/chapters/${folder}/text.md`);
  expect(text).toContain(
    'The ferry left at nine.\nNobody was on it but the dog.\n\nIt was raining.\n',
  );
});

test('a book that is there is not overwritten without --update', async () => {
  const again = await generate('in/last-ferry.txt', '--title=Last Ferry');
  expect(again.code).not.toBe(0);
  expect(again.output).toContain('there is a book “last-ferry” already');
});

test.each(['takes', 'last-ferry-01'])(
  'the slug %s collides with a project and is refused',
  async (slug) => {
    const refused = await generate('in/last-ferry.txt', `--slug=${slug}`);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('would collide with the project');
  },
);

test('a new edition leaves unchanged chapters byte for byte, corrected by hand or not, and cast, lexicon, corrections', async () => {
  const before = await folders();
  const lastFolder = before[2] ?? '';
  const corrections = '{ "title": "The Bell, again" }\n';
  await workspace.write(`${book}/chapters/${lastFolder}/corrections.json`, corrections);
  await workspace.write(`${book}/lexicon.json`, '{ "Ferry": "Fairy" }\n');
  const [imported, three] = await Promise.all(
    [before[0], lastFolder].map((folder) => workspace.read(`${book}/chapters/${folder}/text.md`)),
  );
  const one = imported?.replace('the dog', 'his dog').replaceAll('\n', '\r\n') ?? '';
  await workspace.write(`${book}/chapters/${before[0]}/text.md`, one);

  await workspace.write('in/last-ferry.txt', second);
  const run = await generate('in/last-ferry.txt', '--slug=last-ferry', '--update');
  expect(run.code, run.output).toBe(0);
  const after = await folders();
  expect(after).toHaveLength(4);
  expect(await workspace.read(`${book}/chapters/${after[0]}/text.md`)).toBe(one);
  expect(await workspace.read(`${book}/chapters/${after[1]}/text.md`)).toContain('larger');
  expect(await workspace.read(`${book}/chapters/${after[2]}/text.md`)).toContain('daylight');
  const moved = await workspace.read(`${book}/chapters/${after[3]}/text.md`);
  expect(moved.split('\n').slice(1)).toEqual(three?.split('\n').slice(1));
  expect(await workspace.read(`${book}/chapters/${after[3]}/corrections.json`)).toBe(corrections);
  expect(await workspace.read(`${book}/lexicon.json`)).toBe('{ "Ferry": "Fairy" }\n');
  expect(run.output).toContain(`Renumbered: ${lastFolder} → ${after[3]}`);
});

test('a chapter that is gone from a new edition takes no other chapter with it', async () => {
  const before = await folders();
  const texts = await Promise.all(
    before.map((folder) => workspace.read(`${book}/chapters/${folder}/text.md`)),
  );
  await workspace.write(`${book}/chapters/${before[1]}/corrections.json`, '{}\n');
  const shorter = second.replace(chapters.two.replace('smaller', 'larger'), '');
  await workspace.write('in/last-ferry.txt', shorter);
  const run = await generate('in/last-ferry.txt', '--slug=last-ferry', '--update');
  expect(run.code, run.output).toBe(0);
  const after = await folders();
  expect(after.filter((folder) => !folder.startsWith('gone-'))).toHaveLength(3);
  const kept = await workspace.read(`${book}/chapters/gone-${before[1]}/corrections.json`);
  expect(kept).toBe('{}\n');
  const listed = await workspace.nx('run', 'last-ferry:contents');
  expect(listed.code, listed.output).toBe(0);
  for (const [index, old] of [0, 2, 3].entries()) {
    const text = await workspace.read(`${book}/chapters/${after[index]}/text.md`);
    expect(text.split('\n').slice(1)).toEqual(texts[old]?.split('\n').slice(1));
  }
});

test('an option that book.json answers already is refused with --update', async () => {
  const refused = await generate(
    'in/last-ferry.txt',
    '--slug=last-ferry',
    '--update',
    '--author=X',
  );
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain('Change it in book.json');
});

test.each([
  ['nothing.epub', '', 'the file is empty'],
  ['book.rtf', '{\\rtf1 It rained.}', 'the file is an RTF document, which cannot be imported'],
  ['book.pdf', '%PDF-1.7', 'the file is damaged'],
])('%s is refused with what to do', async (name, content, message) => {
  await workspace.write(`in/${name}`, content);
  const refused = await generate(`in/${name}`);
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain(message);
  expect(refused.output).toContain('→');
});
