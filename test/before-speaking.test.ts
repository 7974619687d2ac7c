import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseFile } from 'music-metadata';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

/** What is run before a book is spoken: on a fresh clone, in which nothing has been made. */
const { slug } = smallBook;
const text = `books/${slug}/chapters/02-the-lamp/text.md`;
let workspace: Workspace;

beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
});
afterAll(() => workspace.remove());

test('validate reports on a fresh clone, and fails where something is wrong, in a chapter without a script too', async () => {
  const sound = await workspace.nx('run', `${slug}:validate`, '--json=findings.json');
  expect(sound.code, sound.output).toBe(0);
  expect(await workspace.json('findings.json')).toMatchObject({ book: slug, errors: 0 });
  const strict = await workspace.nx('run', `${slug}:validate`, '--strict');
  expect(strict.code, strict.output).not.toBe(0);

  const before = await workspace.read(text);
  await workspace.edit(text, (content) => content.replace('stranger', 'str\ufffdnger'));
  const corrections = `books/${slug}/chapters/01-the-harbour/corrections.json`;
  await workspace.write(corrections, '{ "segmnts": {} }');
  const wrong = await workspace.nx('run-many', '-t', 'validate');
  expect(wrong.code).not.toBe(0);
  const line = before.split('\n').findIndex((content) => content.includes('stranger')) + 1;
  const column = (before.split('\n')[line - 1] ?? '').indexOf('stranger') + 4;
  expect(wrong.output).toContain(`${text}:${line}:${column}: error: characters: U+FFFD`);
  expect(wrong.output).toContain(`${corrections}:1:3: error: files: there is no "segmnts"`);
  await workspace.write(text, before);
  await workspace.write(corrections, '{}');
  expect(existsSync(join(workspace.root, 'dist'))).toBe(false);
});

test('words lists what is likely to be said wrong, but what the shared lexicon reads, which books:validate looks at', async () => {
  await workspace.edit(text, (content) => content.replace('a stranger', 'Mr. Lanty Vantongeren'));
  await workspace.write('books/lexicon.json', '{ "Lanty": "Lantee", "Pellew": "Pelloo" }');
  await workspace.write('books/project.json', await workspace.readRepository('books/project.json'));
  const both = await workspace.nx('run-many', '-t', 'words,validate', '-p', `${slug},books`);
  expect(both.code, both.output).toBe(0);
  expect(both.output).toMatch(/ +1 +Vantongeren +name +lamp-02 .*Mr. Lanty Vantongeren/);
  expect(both.output).not.toMatch(/ Lanty +name/);
  expect(both.output).toContain('books/lexicon.json:1:22: warning: lexicon: no book has this word');
  expect(both.output).toContain('books: no errors, 1 warning: lexicon 1');
});

test('sample makes one MP3, and the book speaks none of it again', async () => {
  const { code, output } = await workspace.nx(
    'run',
    `${slug}:sample`,
    '--segments=3',
    '--chapter=1',
  );
  expect(code, output).toBe(0);
  expect(output).toContain('Spoke 3 of 3 segments');
  expect(output).toMatch(/^Segments {2}3 spoken/m);
  const file = join(workspace.root, '.audiobook', 'samples', `${slug}-01.mp3`);
  expect(output).toContain(`Listen to ${file}`);
  const { common, format } = await parseFile(file);
  expect(common.title).toBe('The Lamp: sample');
  expect(format.bitrate).toBe(192_000);

  const spoken = await workspace.nx('run', `${slug}-01:synthesize`);
  expect(spoken.code, spoken.output).toBe(0);
  const { chapters } = await workspace.summary();
  expect(chapters).toMatchObject([{ reused: 3 }]);

  const unknown = await workspace.nx('run', `${slug}:sample`, '--chapter=7');
  expect(unknown.code).not.toBe(0);
  expect(unknown.output).toContain('Name one of these: 1, 2, 3.');
});

test('info shows structure and state', async () => {
  const { code, output } = await workspace.nx('run', `${slug}:info`, '--json=info.json');
  expect(code, output).toBe(0);
  expect(output).toContain('The Lamp, by A. Tester');
  expect(await workspace.json('info.json')).toMatchObject({
    chapters: [
      { project: `${slug}-01`, title: 'The Harbour', state: 'spoken', toSpeak: 0 },
      { project: `${slug}-02`, title: 'The Lamp', state: 'unscripted' },
      { project: `${slug}-03`, title: 'The End', state: 'unscripted' },
    ],
    voices: [{ name: 'rehearsal', engine: 'espeak-ng' }],
    pace: { source: 'narration' },
  });
});
