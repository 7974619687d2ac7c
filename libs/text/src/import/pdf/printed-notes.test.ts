import { describeFailure } from '@audiobook/model/failure';
import type { NotesChoice } from '@audiobook/model/import-record';
import { expect, it } from 'vitest';
import { ImportChoices } from '../import-choices.ts';
import type { ImportedBook } from '../imported-book.ts';
import { readBook } from '../read-book.ts';
import { makePdf, type SetText } from '../testing/small-pdf.ts';

async function importPdf(bytes: Uint8Array, notes: NotesChoice): Promise<ImportedBook> {
  const book = await readBook({ name: 'book.pdf', bytes }, new ImportChoices({ notes }));
  if (!book.ok) throw new Error(describeFailure(book.failure));
  expect(book.value.letters.missing).toBe(0);
  return book.value;
}

const left = 50;
/** Of a letter of the text. */
const width = 6;

/** A line of text with raised marks in braces: "the quay{1}". */
function setLine(line: string, y: number): SetText[] {
  let x = left;
  return line.split(/[{}]/).map((text, at) => {
    const isMark = at % 2 === 1;
    const set = { text, x, y: isMark ? y - 4 : y, size: isMark ? 6 : 10 };
    x += text.length * (isMark ? 3.6 : width);
    return set;
  });
}

function setPage(text: readonly string[], notes: readonly string[], top = 90): SetText[] {
  return [
    ...text.flatMap((line, at) => setLine(line, top + at * 13)),
    ...notes.map((note, at) => ({ text: note, x: left, y: 500 + at * 10, size: 8 })),
  ];
}

const heading = (text: string) => ({ text, x: 150, y: 60, size: 16 });

/** Two notes to one line, the second of which goes over the page; so does the text. */
const book = makePdf({
  pages: [
    [
      heading('Chapter 1'),
      ...setPage(
        [
          'It had rained for forty days, and the ferry which',
          'lay at the quay{1} had not moved at all.{2} Her captain',
          'was a well-known man who loved the weath-',
        ],
        ['1 A pier of stone.', '2. She had come home on the', '12 of May, after a storm which had'],
      ),
    ],
    setPage(
      ['er{*} and was known for it in every town that lay on', 'the river.{9} It rose and rose.'],
      ['torn her sails.', '*Or so he said.', '† Nobody knows of what.'],
    ),
    [
      heading('Chapter 2'),
      { text: '3', x: 237, y: 53, size: 8 },
      ...setPage(
        ['All was well when the sun came out at last, and its', 'crew{4} had gone home.'],
        ['3 The last.', '4 Ten men.'],
      ),
    ],
  ],
});

const first =
  'It had rained for forty days, and the ferry which lay at the quay had not moved at all. Her ' +
  'captain was a well-known man who loved the weather and was known for it in every town that lay ' +
  'on the river. It rose and rose.';
const second = 'All was well when the sun came out at last, and its crew had gone home.';
const storm = 'She had come home on the 12 of May, after a storm which had torn her sails.';

it.each<[NotesChoice, string[][]]>([
  ['leave-out', [[first], [second]]],
  [
    'in-place',
    [
      [first, 'A pier of stone.', storm, 'Or so he said.'],
      ['The last.', second, 'Ten men.'],
    ],
  ],
  [
    'chapter-end',
    [
      [first, 'Notes', 'A pier of stone.', storm, 'Or so he said.'],
      [second, 'Notes', 'The last.', 'Ten men.'],
    ],
  ],
])('a PDF’s notes: %s', async (choice, texts) => {
  const { chapters, leftOut } = await importPdf(book, choice);
  expect(chapters.map(({ title }) => title)).toEqual(['Chapter 1', 'Chapter 2']);
  expect(chapters.map(({ blocks }) => blocks.flatMap(({ lines }) => lines))).toEqual(texts);
  const marks = leftOut.find(({ what }) => what === 'note marks');
  expect(marks?.characters).toBe('12*934'.length + '12.*†34'.length);
  expect(leftOut.map(({ what }) => what)).toEqual(
    choice === 'leave-out'
      ? ['footnotes', 'note marks']
      : ['notes that nothing refers to', 'note marks'],
  );
});

it('knows notes in letters of the text’s size by their raised signs, which stand apart from them', async () => {
  const note = [
    { text: '1', x: left, y: 495, size: 6 },
    { text: 'A pier of stone, as there', x: left + 20, y: 500 },
    { text: 'are many.', x: left + 20, y: 513 },
  ];
  const page = (title: string, line: string, others: SetText[]) => [
    heading(title),
    ...setLine(line, 90),
    ...setLine('It rose and rose, and nobody came to see it go.', 103),
    ...others,
  ];
  const pdf = makePdf({
    pages: [
      page('Chapter 1', 'The ferry lay at the quay{1} and had not moved.', note),
      page('Chapter 2', 'All was well when the sun came out at last.', []),
    ],
  });
  const { leftOut, chapters } = await importPdf(pdf, 'leave-out');
  expect(leftOut.map(({ what }) => what)).toEqual(['footnotes', 'note marks']);
  expect(chapters[0]?.blocks.flatMap(({ lines }) => lines).join(' ')).not.toContain('pier');
});
