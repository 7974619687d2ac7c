import { constants, deflateRawSync } from 'node:zlib';
import { describeFailure } from '@audiobook/model/failure';
import { describe, expect, it } from 'vitest';
import { ImportChoices, type WantedText } from '../import-choices.ts';
import type { ImportedBook } from '../imported-book.ts';
import { readBook } from '../read-book.ts';
import { makePdf, type SetText } from '../testing/small-pdf.ts';

async function importPdf(bytes: Uint8Array, wanted: WantedText = {}): Promise<ImportedBook> {
  const book = await readBook({ name: 'book.pdf', bytes }, new ImportChoices(wanted));
  if (!book.ok) throw new Error(describeFailure(book.failure));
  return book.value;
}

async function failureOf(bytes: Uint8Array): Promise<string> {
  const book = await readBook({ name: 'book.pdf', bytes });
  if (book.ok) throw new Error(`imported ${book.value.chapters.length} chapters`);
  expect(book.failure.kind).toBe('bad-file');
  return describeFailure(book.failure);
}

const left = 50;
const leading = 13;

/** Lines of at most 50 letters fill a column of 300 points; those that begin with `>` are indented. */
function setLines(lines: readonly string[], x = left, y = 90): SetText[] {
  return lines.map((line, at) => {
    const isIndented = line.startsWith('>');
    const text = isIndented ? line.slice(1) : line;
    return { text, x: isIndented ? x + 12 : x, y: y + at * leading };
  });
}

/** A page of a novel with its number, and a head that is on the left on even pages. */
function novelPage(number: number, lines: readonly string[]): SetText[] {
  const isEven = number % 2 === 0;
  return [
    { text: 'THE LAST FERRY', x: isEven ? left : 290, y: 50, size: 8 },
    { text: String(number), x: 200, y: 570 },
    ...setLines(lines),
  ];
}

const rain = [
  'It had rained for forty days, and the ferry which',
  'lay at the quay had not moved in all that time. Her',
];
const novel = makePdf({
  info: { Title: 'Microsoft Word - ferry7.doc', Author: 'A. Writer' },
  pages: [
    [
      { text: 'The Last Ferry', x: 100, y: 200, size: 22 },
      { text: 'A. Writer', x: 160, y: 240, size: 12 },
    ],
    [{ text: 'Copyright 2024 by A. Writer. All rights reserved.', x: left, y: 500, size: 8 }],
    [
      { text: 'Contents', x: left, y: 90, size: 16 },
      { text: 'Chapter 1 . . . . . . . . . . . . . 1', x: left, y: 130 },
      { text: 'Chapter 2 . . . . . . . . . . . . . 4', x: left, y: 145 },
    ],
    [
      { text: 'Chapter 1', x: 150, y: 120, size: 16, font: 'bold' },
      { text: '1', x: 200, y: 570 },
      ...setLines([...rain, 'captain was a well-known man who loved the weath-'], left, 200),
    ],
    novelPage(2, [
      'er, and was well-',
      'known for it.',
      '>“Nobody sails today,” he said.',
      '>“Nobody,” said the mate, who had sailed with him for',
      'years, and who did not believe a word of it. The',
      'water rose and rose until it stood at the doors of',
    ]),
    novelPage(3, ['the town.', '>Then it stopped.', '>* * *', '>A dog barked.']),
    [
      { text: 'Chapter 2', x: 150, y: 120, size: 16, font: 'bold' },
      { text: '4', x: 200, y: 570 },
      ...setLines(
        [
          'All was well when the sun came out at last, and its',
          'crew had gone home. The end of it was this.',
        ],
        left,
        200,
      ),
      { text: '1', x: 309, y: 209, size: 6 },
      { text: '1 A footnote about crews.', x: left, y: 520, size: 8 },
    ],
  ],
});

describe('pdfReader', () => {
  it('makes a novel of printed pages', async () => {
    const { chapters, leftOut, letters, ...facts } = await importPdf(novel);
    expect(facts).toEqual({ title: 'The Last Ferry', author: 'A. Writer', language: 'en' });
    expect(letters.missing).toBe(0);
    expect(chapters.map(({ title }) => title)).toEqual(['Chapter 1', 'Chapter 2']);
    expect(chapters[0]?.blocks.map(({ kind, lines }) => [kind, ...lines])).toEqual([
      [
        'paragraph',
        'It had rained for forty days, and the ferry which lay at the quay had not moved in all that ' +
          'time. Her captain was a well-known man who loved the weather, and was well-known for it.',
      ],
      ['paragraph', '“Nobody sails today,” he said.'],
      [
        'paragraph',
        '“Nobody,” said the mate, who had sailed with him for years, and who did not believe a word ' +
          'of it. The water rose and rose until it stood at the doors of the town.',
      ],
      ['paragraph', 'Then it stopped.'],
      ['scene-break'],
      ['paragraph', 'A dog barked.'],
    ]);
    expect(Object.fromEntries(leftOut.map(({ what, characters }) => [what, characters]))).toEqual({
      'title page': 20,
      'copyright page': 42,
      'table of contents page': 52,
      'running heads': 24,
      'page numbers': 4,
      'note marks': 2,
      footnotes: 20,
    });
  });

  it('follows the outline, with parts, before the headings', async () => {
    const page = (title: string) => [
      { text: title, x: left, y: 90 },
      ...setLines([...rain, 'crew had gone home.'], left, 120),
    ];
    const { chapters } = await importPdf(
      makePdf({
        pages: [
          [{ text: 'Part One', x: 150, y: 300, size: 20 }],
          page('Dawn'),
          page('Noon'),
          [{ text: 'Part Two', x: 150, y: 300, size: 20 }],
          page('Dusk'),
        ],
        outline: [
          {
            title: 'Part One',
            page: 0,
            children: [
              { title: 'Dawn', page: 1 },
              { title: 'Noon', page: 2 },
            ],
          },
          { title: 'Part Two', page: 3, children: [{ title: 'Dusk', page: 4 }] },
        ],
      }),
    );
    expect(chapters.map(({ title }) => title)).toEqual(['Dawn', 'Noon', 'Dusk']);
    expect(chapters[0]?.blocks[0]?.lines).toEqual(['Part One']);
  });

  it('reads columns one after the other, below a heading across them', async () => {
    const column = (word: string) =>
      Array.from({ length: 8 }, (_, at) => `${word} ${at} rain upon rain fell`);
    const { chapters, letters } = await importPdf(
      makePdf({
        pages: [
          [
            { text: 'A heading that goes across', x: 80, y: 60, size: 16 },
            ...setLines(column('left'), left, 100).map((text) => ({ ...text, size: 9 })),
            ...setLines(column('right'), 210, 100).map((text) => ({ ...text, size: 9 })),
          ],
        ],
      }),
    );
    const text = chapters.flatMap(({ blocks }) => blocks.flatMap(({ lines }) => lines)).join(' ');
    expect(text).toMatch(/left 0 .*left 7 .*right 0 .*right 7 /);
    expect(chapters[0]?.title).toBe('A heading that goes across');
    expect(letters.missing).toBe(0);
  });

  it('joins an initial with its word and leaves out what is not seen', async () => {
    const { chapters, leftOut } = await importPdf(
      makePdf({
        pages: [
          [
            { text: 'I', x: left, y: 114, size: 36 },
            { text: 't rained all day long, and all night too, it', x: left + 22, y: 90 },
            { text: 'is said. The river rose and rose and at last', x: left + 22, y: 103 },
            ...setLines(['it stood at the doors, and it did not go away.'], left, 116),
            { text: 'hidden words', x: left, y: 300, before: '3 Tr' },
            { text: 'white words', x: left, y: 320, before: '1 g' },
            { text: 'turned words', x: 380, y: 400, turned: 90 },
            { text: 'words outside', x: 500, y: 300 },
          ],
        ],
      }),
    );
    expect(chapters[0]?.blocks.at(-1)?.lines.join('')).toBe(
      'It rained all day long, and all night too, it is said. The river rose and rose and at last ' +
        'it stood at the doors, and it did not go away.',
    );
    expect(leftOut.map(({ what }) => what)).toEqual([
      'invisible text',
      'white text',
      'rotated text',
      'text outside the page',
    ]);
  });

  it('takes the invisible text under a scanned page', async () => {
    const texts = setLines(rain).map((text) => ({ ...text, before: '3 Tr' }));
    const { chapters } = await importPdf(makePdf({ pages: [texts], picture: true }));
    expect(chapters[0]?.blocks.at(-1)?.lines[0]).toContain(
      'forty days, and the ferry which lay at',
    );
  });

  it('says what to do about pages that are only pictures', async () => {
    const message = await failureOf(makePdf({ pages: [[], []], picture: true }));
    expect(message).toContain('no text was found in it');
    expect(message).toContain('ocrmypdf in.pdf out.pdf');
  });

  it('says what is wrong with a file that is cut off, or locked', async () => {
    expect(await failureOf(novel.subarray(0, novel.length * 0.7))).toContain('its end is missing');
    const locked = Buffer.from(lockedPdf, 'base64');
    expect(await failureOf(locked)).toContain('qpdf --decrypt');
  });

  it.each([
    ['leads back to itself', '/Kids[3 0 R 3 0 R]/Count 2', /damaged.*circular reference.*Mend it/s],
    ['holds nothing', '/Kids[]/Count 0', /damaged: it has no pages.*Mend it/s],
  ])('says that a file is damaged whose tree of pages %s', async (_, kids, message) => {
    const file =
      '%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n' +
      `2 0 obj<</Type/Pages${kids}>>endobj\n` +
      '3 0 obj<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';
    expect(await failureOf(Buffer.from(file))).toMatch(message);
  });

  it('reads what only its owner may change', async () => {
    const { chapters } = await importPdf(Buffer.from(ownedPdf, 'base64'));
    expect(chapters[0]?.blocks[0]?.lines[0]).toContain('It rained all day long');
  });

  it('ends a file that unpacks to more than it may, or counts too many pages', async () => {
    const spaces = deflateRawSync(Buffer.alloc(1024 * 1024, ' '), {
      finishFlush: constants.Z_FULL_FLUSH,
    });
    const bomb = Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array(700).fill(spaces)]);
    expect(await failureOf(fileOf(bomb))).toMatch(/takes too long|unpacks to more/);
    const empty = makePdf({ pages: Array(5_001).fill([]) });
    expect(await failureOf(empty)).toContain('it has 5001 pages');
  });
});

/** A file of one page. */
function fileOf(content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(
      '%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n' +
        '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
        '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n' +
        `4 0 obj<</Length ${content.length}/Filter/FlateDecode>>stream\n`,
    ),
    content,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
  ]);
}

/** One line of text, which opens with the password `secret` (qpdf --encrypt secret owner 128). */
const lockedPdf =
  'JVBERi0xLjYKJb/3ov4KMSAwIG9iago8PCAvUGFnZXMgMiAwIFIgL1R5cGUgL0NhdGFsb2cgPj4KZW5kb2JqCjIgMC' +
  'BvYmoKPDwgL0NvdW50IDEgL0tpZHMgWyAzIDAgUiBdIC9UeXBlIC9QYWdlcyA+PgplbmRvYmoKMyAwIG9iago8PCAv' +
  'Q29udGVudHMgNCAwIFIgL01lZGlhQm94IFsgMCAwIDQwMCA2MDAgXSAvUGFyZW50IDIgMCBSIC9SZXNvdXJjZXMgPD' +
  'wgL0ZvbnQgPDwgL0YxIDUgMCBSID4+IC9YT2JqZWN0IDw8ID4+ID4+IC9UeXBlIC9QYWdlID4+CmVuZG9iago0IDAg' +
  'b2JqCjw8IC9GaWx0ZXIgL0ZsYXRlRGVjb2RlIC9MZW5ndGggMTEyID4+CnN0cmVhbQqTIVDumGYz7OghPFSt9lY8aU' +
  'mVBV0axNGmKhL9GptFdQQjTaps2hb10ve1Y14zuB+qMGFWPg7G4OGOWrV60NyNARP21iY/HzKk7pha1dbqLd7gj8Xv' +
  'UG/2Dw6yUGheo1UelFn940uOzYzrPEUqlU2eZW5kc3RyZWFtCmVuZG9iago1IDAgb2JqCjw8IC9CYXNlRm9udCAvSG' +
  'VsdmV0aWNhIC9FbmNvZGluZyAvV2luQW5zaUVuY29kaW5nIC9TdWJ0eXBlIC9UeXBlMSAvVHlwZSAvRm9udCA+Pgpl' +
  'bmRvYmoKNiAwIG9iago8PCAvQ0YgPDwgL1N0ZENGIDw8IC9BdXRoRXZlbnQgL0RvY09wZW4gL0NGTSAvQUVTVjIgL0' +
  'xlbmd0aCAxNiA+PiA+PiAvRmlsdGVyIC9TdGFuZGFyZCAvTGVuZ3RoIDEyOCAvTyA8MGRiNTg1NWZjNTMyNjU2OWU3' +
  'NjU5MDZjYWY2NGU0NDI5YTRjMjBkNmU5OTZmZGVmOTYzZTliNTA4MGY5ZTA4Mz4gL1AgLTQgL1IgNCAvU3RtRiAvU3' +
  'RkQ0YgL1N0ckYgL1N0ZENGIC9VIDw5YTRmYjk2MGJlYWIwZmJkMDM0MzY1NWI5ZmZjMzU5YjAxMjI0NTZhOTFiYWU1' +
  'MTM0MjczYTZkYjEzNGM4N2M0PiAvViA0ID4+CmVuZG9iagp4cmVmCjAgNwowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMD' +
  'AwMDAwMTUgMDAwMDAgbiAKMDAwMDAwMDA2NCAwMDAwMCBuIAowMDAwMDAwMTIzIDAwMDAwIG4gCjAwMDAwMDAyNjYg' +
  'MDAwMDAgbiAKMDAwMDAwMDQ0OSAwMDAwMCBuIAowMDAwMDAwNTQ2IDAwMDAwIG4gCnRyYWlsZXIgPDwgL1Jvb3QgMS' +
  'AwIFIgL1NpemUgNyAvSUQgWzw1Y2JiNzliZGJkOTQ4ZjRkZTQ4ZDcwNTY1ZWYzMzkxMD48NWNiYjc5YmRiZDk0OGY0' +
  'ZGU0OGQ3MDU2NWVmMzM5MTA+XSAvRW5jcnlwdCA2IDAgUiA+PgpzdGFydHhyZWYKODQ1CiUlRU9GCg==';

/** The same, which opens without one (qpdf --encrypt "" owner 128). */
const ownedPdf =
  'JVBERi0xLjYKJb/3ov4KMSAwIG9iago8PCAvUGFnZXMgMiAwIFIgL1R5cGUgL0NhdGFsb2cgPj4KZW5kb2JqCjIgMC' +
  'BvYmoKPDwgL0NvdW50IDEgL0tpZHMgWyAzIDAgUiBdIC9UeXBlIC9QYWdlcyA+PgplbmRvYmoKMyAwIG9iago8PCAv' +
  'Q29udGVudHMgNCAwIFIgL01lZGlhQm94IFsgMCAwIDQwMCA2MDAgXSAvUGFyZW50IDIgMCBSIC9SZXNvdXJjZXMgPD' +
  'wgL0ZvbnQgPDwgL0YxIDUgMCBSID4+IC9YT2JqZWN0IDw8ID4+ID4+IC9UeXBlIC9QYWdlID4+CmVuZG9iago0IDAg' +
  'b2JqCjw8IC9GaWx0ZXIgL0ZsYXRlRGVjb2RlIC9MZW5ndGggMTEyID4+CnN0cmVhbQps/jerdzjFMV9RVn4ljotcT9' +
  '2dX/VaKVU5sMqCTEN8spLRZ//xYAxuSmN2+k7ptSSuUuirvtPQffXv6F3Cic+e0KfjcE2PNj3E/EnW/6tanAZaX8S3' +
  'aYC/hCSx3SLX3LuHWpYzoPCsd3L489fWFJvsZW5kc3RyZWFtCmVuZG9iago1IDAgb2JqCjw8IC9CYXNlRm9udCAvSG' +
  'VsdmV0aWNhIC9FbmNvZGluZyAvV2luQW5zaUVuY29kaW5nIC9TdWJ0eXBlIC9UeXBlMSAvVHlwZSAvRm9udCA+Pgpl' +
  'bmRvYmoKNiAwIG9iago8PCAvQ0YgPDwgL1N0ZENGIDw8IC9BdXRoRXZlbnQgL0RvY09wZW4gL0NGTSAvQUVTVjIgL0' +
  'xlbmd0aCAxNiA+PiA+PiAvRmlsdGVyIC9TdGFuZGFyZCAvTGVuZ3RoIDEyOCAvTyA8NTY2ZmE4NzNlZTMzYzc5N2Nk' +
  'M2I5MDRmZGFkZjgxNGFmYTM0ZGY5YTM4ZjZlZDQxYjk4NGUyYzZkYTJhYTZmNT4gL1AgLTQgL1IgNCAvU3RtRiAvU3' +
  'RkQ0YgL1N0ckYgL1N0ZENGIC9VIDxiZTQxNWNkMDY4N2QyMmI2YzFhMmE4ZDc4NzYzMjU2ZDAxMjI0NTZhOTFiYWU1' +
  'MTM0MjczYTZkYjEzNGM4N2M0PiAvViA0ID4+CmVuZG9iagp4cmVmCjAgNwowMDAwMDAwMDAwIDY1NTM1IGYgCjAwMD' +
  'AwMDAwMTUgMDAwMDAgbiAKMDAwMDAwMDA2NCAwMDAwMCBuIAowMDAwMDAwMTIzIDAwMDAwIG4gCjAwMDAwMDAyNjYg' +
  'MDAwMDAgbiAKMDAwMDAwMDQ0OSAwMDAwMCBuIAowMDAwMDAwNTQ2IDAwMDAwIG4gCnRyYWlsZXIgPDwgL1Jvb3QgMS' +
  'AwIFIgL1NpemUgNyAvSUQgWzxjODA2MmIwNTZiMjY1NzZkNmNmODNkNzA2ZTUzZTVmNT48YzgwNjJiMDU2YjI2NTc2' +
  'ZDZjZjgzZDcwNmU1M2U1ZjU+XSAvRW5jcnlwdCA2IDAgUiA+PgpzdGFydHhyZWYKODQ1CiUlRU9GCg==';
