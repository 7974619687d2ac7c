import type { WantedText } from '@audiobook/text/import/import-choices';
import { expect, test } from 'vitest';
import { type ExistingBook, importBook } from './import-book.ts';

const chapters = [
  'Chapter 1. The Ferry\n\nThe ferry left at nine. Nobody was on it but the dog.\n\nIt was raining.\n',
  'Chapter 2. The Island\n\nThe island was smaller than the map had promised it would be.\n',
  'Chapter 3. The Bell\n\nAt noon the bell rang, though there was no one to ring it.\n',
];

async function run(texts: readonly string[], existing?: ExistingBook, wanted: WantedText = {}) {
  const imported = await importBook({
    name: 'last-ferry.txt',
    bytes: Buffer.from(texts.join('\n\n')),
    slug: 'last-ferry',
    ...(existing ? {} : { title: 'Last Ferry', language: 'en' }),
    model: 'tone:1',
    projects: new Set(),
    existing: () => existing,
    update: existing !== undefined,
    ...wanted,
  });
  if (!imported.ok) throw new Error(JSON.stringify(imported.failure));
  const files = new Map(imported.value.writes.map(({ path, content }) => [path, `${content}`]));
  return { ...imported.value, files };
}

/** The book as the first import wrote it, with its texts as the user left them. */
async function written(correct: (text: string) => string): Promise<ExistingBook> {
  const { files } = await run(chapters);
  const texts = [...files].filter(([path]) => path.endsWith('/text.md'));
  return {
    title: 'Last Ferry',
    language: 'en',
    imported: JSON.parse(files.get('import.json') ?? ''),
    hasCover: false,
    chapters: texts.map(([path, text]) => ({
      folder: path.split('/')[1] ?? '',
      text: correct(text),
    })),
  };
}

const byHand = (text: string) => text.replace('the dog', 'his dog').replaceAll('\n', '\r\n');

test('importBook() of the same edition writes no text, whatever the user corrected', async () => {
  const existing = await written(byHand);
  const { files, deletes, moves } = await run(chapters, existing);
  expect([...files.keys()]).toEqual(['import.json']);
  expect(JSON.parse(files.get('import.json') ?? '')).toEqual(existing.imported);
  expect([deletes, moves]).toEqual([[], []]);
});

test('importBook() puts the new edition’s text beside one that the user corrected, and says so', async () => {
  const edition = chapters.map((text) => text.replace('at nine', 'at ten'));
  const { files, report } = await run(edition, await written(byHand));
  const path = 'chapters/01-chapter-1-the-ferry/text.new.md';
  expect([...files.keys()]).toEqual([path, 'import.json']);
  expect(files.get(path)).toContain('at ten');
  expect(report).toMatch(/! +01 /);
  expect(report).toContain(
    [
      'Corrected by you and changed in the new edition:',
      '  books/last-ferry/chapters/01-chapter-1-the-ferry/text.md',
      'Your text.md is kept as it was, and is what is spoken. The new edition’s text lies beside it, as',
      'text.new.md: take over into text.md what you want of it, then delete text.new.md.',
    ].join('\n'),
  );
});

test('importBook() keeps the corrected text of a chapter that the new edition leaves out', async () => {
  const existing = await written(byHand);
  const { files, deletes, report } = await run(chapters.slice(1), existing);
  const [gone] = existing.chapters;
  expect(deletes).toEqual([`chapters/${gone?.folder}/text.md`]);
  expect(files.get(`chapters/gone-${gone?.folder}/text.old.md`)).toBe(gone?.text);
  expect(report).toContain('its text, as text.old.md, and its other files are kept in gone-01-');
});

const dedicated = ['Last Ferry\n\n\nTil Maren\n\n\n', ...chapters];

test('importBook() leaves out and keeps what it is told to, says so, and accounts for every letter', async () => {
  const { report } = await run(dedicated);
  expect(report).toContain('\n         8  dedication\n');
  expect(report).toContain('--keep="title page"');
  expect(report).toContain('Letters and digits: 210 in the file = 193 in chapters + 17 left out.');
  const kept = await run(dedicated, undefined, {
    keep: ['dedication'],
    drop: ['Chapter 3. The Bell'],
  });
  expect(kept.files.get('chapters/01-chapter-1-the-ferry/text.md')).toContain('Til Maren');
  expect([...kept.files.keys()].some((path) => path.includes('the-bell'))).toBe(false);
  expect(JSON.parse(kept.files.get('import.json') ?? '')).toMatchObject({
    keep: ['dedication'],
    drop: ['Chapter 3. The Bell'],
  });
});

test('importBook() remembers for a new edition what was chosen, until something else is', async () => {
  const first = await run(dedicated, undefined, { keep: ['dedication'] });
  const existing: ExistingBook = {
    ...(await written((text) => text)),
    imported: JSON.parse(first.files.get('import.json') ?? ''),
  };
  expect((await run(dedicated, existing)).report).not.toContain('8  dedication');
  expect((await run(dedicated, existing, { keep: [] })).report).toContain('8  dedication');
  const without = await run(chapters, existing);
  expect(JSON.parse(without.files.get('import.json') ?? '')).toMatchObject({
    keep: ['dedication'],
  });
});

test('importBook() refuses a name that nothing in the book goes by', async () => {
  await expect(run(dedicated, undefined, { keep: ['colophon'] })).rejects.toThrow(
    /--keep names “colophon”, and nothing in the book goes by that name.*“dedication”/,
  );
});
