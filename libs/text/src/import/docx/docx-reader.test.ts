import { describeFailure } from '@audiobook/model/failure';
import { strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { readBook } from '../read-book.ts';
import { headingStyle, makeDocx, paragraph, run, type SmallDocx } from '../testing/small-docx.ts';
import { importBook, leftOutOf, told } from '../testing/told.ts';

const prose = (subject: string) =>
  `${subject} went down to the quay and waited there for the ferry.`;
const read = (docx: SmallDocx) => importBook('b.docx', makeDocx(docx));
const centred = '<w:jc w:val="center"/>';
const field = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
const code = (text: string) => `<w:r><w:instrText>${text}</w:instrText></w:r>`;

it.each([
  ['English', headingStyle('H', 'heading 1')],
  ['Danish', headingStyle('H', 'Overskrift 1')],
  ['French', headingStyle('H', 'Titre 1')],
  ['outline', headingStyle('H', 'Kapitelanfang', 1)],
  [
    'based',
    `${headingStyle('B', 'heading 1')}<w:style w:styleId="H"><w:name w:val="Mine"/><w:basedOn w:val="B"/></w:style>`,
  ],
])('finds chapters by styles of headings: %s', async (_, styles) => {
  const body = ['One', 'Two']
    .map((title) => paragraph(title, 'H') + paragraph(prose('Maren')))
    .join('');
  expect(told(await read({ styles, body }))).toEqual([
    ['One', `paragraph: ${prose('Maren')}`],
    ['Two', `paragraph: ${prose('Maren')}`],
  ]);
});

it('finds chapters of a manuscript without styles, by what is centred, bold or opens a page', async () => {
  const page = '<w:r><w:br w:type="page"/></w:r>';
  const book = await read({
    body:
      `${paragraph('Part One', '', centred)}<w:p/>${paragraph('Chapter 1', '', centred)}${paragraph('The Quay', '', centred)}` +
      `${paragraph(prose('Maren'))}<w:p/>${paragraph(prose('Bo'))}${paragraph(prose('Else')).repeat(30)}<w:p>${page}</w:p>` +
      `<w:p>${run('Chapter 2', '<w:b/>')}</w:p>${paragraph('The Lamp', '', centred)}${paragraph(prose('Jonas'))}`,
  });
  const rest = Array.from({ length: 30 }, () => `paragraph: ${prose('Else')}`);
  expect(told(book)).toEqual([
    [
      'Chapter 1. The Quay',
      'heading2: Part One',
      'heading1: Chapter 1. The Quay',
      `paragraph: ${prose('Maren')}`,
      '***',
      `paragraph: ${prose('Bo')}`,
      ...rest,
    ],
    ['Chapter 2. The Lamp', `paragraph: ${prose('Jonas')}`],
  ]);
  expect(book.letters.missing).toBe(0);
});

const rich: SmallDocx = {
  styles:
    headingStyle('H', 'heading 1') +
    headingStyle('T', 'Title') +
    headingStyle('C', 'toc 1') +
    headingStyle('V', 'Poem') +
    '<w:style w:styleId="X"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>',
  properties:
    '<dc:title>Document1</dc:title><dc:creator>Ann Writer</dc:creator><dc:language>en-GB</dc:language>',
  header: paragraph('A Quay, running'),
  comments: `<w:comment w:id="0">${paragraph('Too long?')}</w:comment>`,
  footnotes:
    `<w:footnote w:type="separator" w:id="0">${paragraph('no')}</w:footnote>` +
    `<w:footnote w:id="2">${paragraph('It was late.')}</w:footnote>`,
  endnotes: `<w:endnote w:id="3">${paragraph('And dark.')}</w:endnote>`,
  body:
    paragraph('A Quay', 'T') +
    paragraph('One 3', 'C') +
    paragraph('One', 'H') +
    `<w:p>${run('She ')}<w:del>${'<w:r><w:delText>ran</w:delText></w:r>'}</w:del><w:ins>${run('walked')}</w:ins>` +
    `${run(' ho', '<w:i/>')}${run('me')}<w:r><w:softHyphen/><w:tab/><w:t>slowly</w:t></w:r>${run('hidden', '<w:vanish/>')}` +
    `${run('.')}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="3"/></w:r>` +
    `${field('begin')}${code(' PAGE ')}${field('separate')}${run('12')}${field('end')}` +
    `<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>${paragraph('A box.')}</w:txbxContent></w:drawing></mc:Choice>` +
    `<mc:Fallback><w:pict><w:txbxContent>${paragraph('A box.')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>` +
    paragraph('secret', 'X') +
    '<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr><w:r><w:t>T</w:t></w:r></w:p>' +
    paragraph('here it was.') +
    paragraph('The tide came in', 'V') +
    paragraph('the tide went out', 'V') +
    paragraph('thing', '', '<w:numPr><w:ilvl w:val="0"/></w:numPr>') +
    `<w:tbl><w:tr><w:tc>${paragraph('a')}</w:tc><w:tc>${paragraph('b')}</w:tc></w:tr><w:tr><w:tc>${paragraph('framed')}</w:tc></w:tr></w:tbl>` +
    paragraph('* * *') +
    paragraph(prose('Bo')) +
    paragraph('Two', 'H') +
    paragraph(prose('Jonas')),
};

it('reads inserted text, boxes and tables, and leaves out what is deleted, hidden or around the text', async () => {
  const book = await read(rich);
  expect(book).toMatchObject({ title: 'A Quay', author: 'Ann Writer', language: 'en-GB' });
  expect(told(book)).toEqual([
    [
      'One',
      'paragraph: She walked home slowly.',
      'paragraph: A box.',
      'paragraph: There it was.',
      'verse: The tide came in / the tide went out',
      'list-item: thing',
      'paragraph: a, b',
      'paragraph: framed',
      '***',
      `paragraph: ${prose('Bo')}`,
    ],
    ['Two', `paragraph: ${prose('Jonas')}`],
  ]);
  expect(leftOutOf(book)).toEqual({
    'title page': 5,
    'table of contents page': 4,
    'hidden text': 12,
    'page numbers': 2,
    'note marks': 2,
    footnotes: 10,
    endnotes: 8,
    'deleted text': 3,
    comments: 8,
    'headers and footers': 13,
  });
  expect(book.letters).toMatchObject({ missing: 0 });
  const inPlace = await importBook('b.docx', makeDocx(rich), { notes: 'in-place' });
  expect(told(inPlace)[0]?.slice(1, 4)).toEqual([
    'paragraph: She walked home slowly.',
    'paragraph: It was late.',
    'paragraph: And dark.',
  ]);
  expect(inPlace.letters.missing).toBe(0);
});

it('loses nothing of a document whose elements stand where none may', async () => {
  const stray =
    `<w:tbl><w:tr><w:tc>${paragraph(prose('Maren'))}</w:tc><w:tr><w:tc><w:p>` +
    `<w:r><w:rPr><w:tbl/><w:tbl/></w:rPr><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tr></w:tbl>` +
    `${paragraph(prose('Jonas'))}<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>${run('T')}</w:p>`;
  const book = await read({ body: stray });
  expect(book.letters).toMatchObject({ missing: 0, leftOut: 0 });
  expect(told(book)[0]?.slice(-2)).toEqual([`paragraph: ${prose('Jonas')}`, 'paragraph: T']);
});

async function failureOf(bytes: Uint8Array): Promise<string> {
  const book = await readBook({ name: 'b.docx', bytes });
  return book.ok
    ? `imported ${book.value.chapters.length} chapters`
    : describeFailure(book.failure);
}

it('refuses what is damaged, missing, nested too deeply or too large, and looks nothing up', async () => {
  const sound = makeDocx({ body: paragraph(prose('Maren')) });
  expect(await failureOf(sound.subarray(0, sound.length * 0.7))).toContain('is damaged');
  expect(await failureOf(zipSync({ 'word/styles.xml': strToU8('<w/>') }))).toContain(
    'word/document.xml is missing',
  );
  expect(await failureOf(makeDocx({ body: '<w:p>'.repeat(50_000) }))).toContain(
    'nested too deeply',
  );
  expect(await failureOf(makeDocx({ body: '<w:p/>'.repeat(500_000) }))).toContain(
    'more elements than any book',
  );
  expect(await failureOf(makeDocx({ body: '' }))).toContain('no text was found');
  const bytes = Buffer.from(sound);
  bytes.writeUInt32LE(200 * 1024 * 1024, bytes.lastIndexOf('word/document.xml') - 46 + 24);
  expect(await failureOf(bytes)).toContain('word/document.xml is too large');
  const entity = await importBook(
    'b.docx',
    makeDocx({
      body: '',
      files: {
        'word/document.xml':
          '<!DOCTYPE d [<!ENTITY file SYSTEM "file:///etc/passwd">]><w:document><w:body>' +
          `${paragraph(`${prose('Maren')}&file;`)}</w:body></w:document>`,
      },
    }),
  );
  expect(told(entity)).toEqual([['B', `paragraph: ${prose('Maren')}`]]);
});
