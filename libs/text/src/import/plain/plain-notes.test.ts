import { describe, expect, it } from 'vitest';
import { ImportChoices, type WantedText } from '../import-choices.ts';
import type { ImportedBook } from '../imported-book.ts';
import { readBook } from '../read-book.ts';

const filler = Array(40)
  .fill('She went down to the quay and waited there for the ferry,\nand the rain did not stop.')
  .join('\n\n');

async function read(text: string, wanted: WantedText = {}): Promise<ImportedBook> {
  const source = `CHAPTER I\n\n${text}\n\n${filler}\n\n\nCHAPTER II\n\n${filler}\n`;
  const book = await readBook(
    { name: 'the_quay.txt', bytes: Buffer.from(source) },
    new ImportChoices(wanted),
  );
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  expect(book.value.letters.missing).toBe(0);
  expect(book.value.chapters).toHaveLength(2);
  return book.value;
}

const opening = (book: ImportedBook, count: number) =>
  book.chapters[0]?.blocks.slice(0, count).flatMap(({ lines }) => lines);
const ending = (book: ImportedBook, count: number) =>
  book.chapters[0]?.blocks.slice(-count).flatMap(({ lines }) => lines);

const styles = {
  'notes that say so':
    'She took the dinghy[1] to the\nlamp.[2] It was wet.\n\n[Footnote 1: A small boat,\nwith one oar.]\n\n[Footnote 2: Of oil.\n\nIt had no glass.]',
  'notes in brackets':
    'She took the dinghy[1] to the\nlamp [2]. It was wet.\n\nFOOTNOTES:\n\n[1] A small boat,\nwith one oar.\n\n[2] Of oil. It had no glass.',
  asterisks:
    'She took the dinghy* to the\nlamp.** It was wet.\n\n* A small boat,\nwith one oar.\n\n** Of oil. It had no glass.',
};
const said = 'She took the dinghy to the lamp. It was wet.';
const notes = ['A small boat, with one oar.', 'Of oil. It had no glass.'];
const quay = 'She went down to the quay and waited there for the ferry, and the rain did not stop.';

describe.each(Object.entries(styles))('plain text: %s', (_, text) => {
  it('are left out, with their marks', async () => {
    const book = await read(text);
    expect(opening(book, 2)).toEqual([said, quay]);
    expect(book.leftOut.map(({ what }) => what).sort()).toEqual(['footnotes', 'note marks']);
  });

  it('are read in place', async () => {
    expect(opening(await read(text, { notes: 'in-place' }), 4)).toEqual([said, ...notes, quay]);
  });

  it('are gathered at the chapter’s end, under a heading in the book’s language', async () => {
    const book = await read(text, { notes: 'chapter-end' });
    expect(opening(book, 2)).toEqual([said, quay]);
    expect(ending(book, 3)).toEqual(['Notes', ...notes]);
  });

  it('stay where they are for who keeps them', async () => {
    expect(opening(await read(text, { keep: ['footnotes'] }), 5)).toEqual(
      expect.arrayContaining([said, ...notes]),
    );
  });
});

describe('what is no note of a plain text', () => {
  it.each([
    ['a list with asterisks', 'She took:\n\n* A lamp.\n\n* A rope.'],
    ['words in asterisks', 'She took the *dinghy* at last.\n\n* And then the lamp.'],
    ['what an editor put in', 'She took the [d]inghy [sic] to the lamp [1].\n\nThe [2] lamp.'],
    ['a break between scenes', 'She took the dinghy.*\n\n* * *\n\nIt was wet.'],
  ])('%s', async (_, text) => {
    const book = await read(text);
    expect(book.leftOut).toEqual([]);
  });
});

it('leaves notes out that nothing refers to, whatever becomes of the others', async () => {
  const book = await read('It was wet.\n\n[Footnote 7: As ever.]', { notes: 'in-place' });
  expect(opening(book, 2)).toEqual(['It was wet.', quay]);
  expect(book.leftOut.map(({ what }) => what)).toEqual([
    'note marks',
    'notes that nothing refers to',
  ]);
});

it('reads the note of a title behind it', async () => {
  const source = `CHAPTER I[1]\n\n${filler}\n\n[1] Of three.\n\n\nCHAPTER II\n\n${filler}\n`;
  const choices = new ImportChoices({ notes: 'in-place' });
  const book = await readBook({ name: 'a.txt', bytes: Buffer.from(source) }, choices);
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  expect(book.value.letters.missing).toBe(0);
  expect(book.value.chapters[0]?.title).toBe('CHAPTER I');
  expect(opening(book.value, 2)).toEqual(['Of three.', quay]);
});
