import { describe, expect, it } from 'vitest';
import { ImportChoices, type WantedText } from '../import-choices.ts';
import type { ImportedBook } from '../imported-book.ts';
import { readBook } from '../read-book.ts';
import { makeEpub, type SmallEpub } from '../testing/small-epub.ts';

const filler = (subject: string) =>
  `<p>${`${subject} went down to the quay and waited there for the ferry. `.repeat(4)}</p>`;
const fillerText = (subject: string) =>
  `${subject} went down to the quay and waited there for the ferry. `.repeat(4).trim();

async function read(epub: SmallEpub, wanted: WantedText = {}): Promise<ImportedBook> {
  const bytes = makeEpub({
    metadata: '<dc:title>A Book</dc:title><dc:language>da</dc:language>',
    ...epub,
  });
  const book = await readBook({ name: 'book.epub', bytes }, new ImportChoices(wanted));
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  expect(book.value.letters.missing).toBe(0);
  return book.value;
}

/** Each chapter's title and lines. */
const linesOf = ({ chapters }: ImportedBook) =>
  chapters.map(({ title, blocks }) => [title, ...blocks.flatMap(({ lines }) => lines)]);
const leftOutOf = ({ leftOut }: ImportedBook) =>
  Object.fromEntries(leftOut.map(({ what, characters }) => [what, characters]));

/** The same book as different makers set its two notes; `¤` stands for filler behind them. */
const settings: Record<string, readonly [mark: string, second: string, notes: string]> = {
  'EPUB 3 semantics': [
    '<a epub:type="noteref" href="#n1">1</a>',
    '<a epub:type="noteref" href="#n2">2</a>',
    '<aside epub:type="footnote" id="n1"><p>A small boat.</p></aside><aside epub:type="footnote" id="n2"><p>Of oil.</p></aside>',
  ],
  'DPUB-ARIA roles, as Pandoc writes them': [
    '<a href="#n1" id="r1" role="doc-noteref"><sup>1</sup></a>',
    '<a href="#n2" id="r2" role="doc-noteref"><sup>2</sup></a>',
    '<section role="doc-endnotes"><hr/><ol><li id="n1"><p>A small boat.<a href="#r1" role="doc-backlink">↩︎</a></p></li><li id="n2"><p>Of oil.<a href="#r2">↩︎</a></p></li></ol></section>',
  ],
  'Project Gutenberg': [
    '<a id="FNanchor_1"></a><a href="#Footnote_1" class="fnanchor">[1]</a>',
    '<a id="FNanchor_2"></a><a href="#Footnote_2" class="fnanchor">[2]</a>',
    '<div class="footnote"><p><a id="Footnote_1"></a><a href="#FNanchor_1"><span class="label">[1]</span></a> A small boat.</p></div><div class="footnote"><p><a id="Footnote_2"></a><a href="#FNanchor_2"><span class="label">[2]</span></a> Of oil.</p></div>',
  ],
  Word: [
    '<a style="mso-footnote-id:ftn1" href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>',
    '<a href="#_ftn2" name="_ftnref2"><sup>[2]</sup></a>',
    '<div><br clear="all"/><hr/><div style="mso-element:footnote" id="ftn1"><p class="MsoFootnoteText"><a href="#_ftnref1" name="_ftn1"><sup>[1]</sup></a> A small boat.</p></div><div id="ftn2"><p><a href="#_ftnref2" name="_ftn2"><sup>[2]</sup></a> Of oil.</p></div></div>',
  ],
  Calibre: [
    '<sup class="calibre3"><a id="r1" href="#n1">*</a></sup>',
    '<sup class="calibre3"><a id="r2" href="#n2">†</a></sup>',
    '<p class="calibre5" id="n1"><a href="#r1">*</a> A small boat.</p><p id="n2"><a href="#r2">†</a> Of oil.</p>',
  ],
  'notes that are indented': [
    '<sup><a href="#n1">1</a></sup>',
    '<sup><a href="#n2">2</a></sup>',
    '<blockquote><p id="n1">1. A small boat.</p></blockquote><blockquote><p id="n2">2. Of oil.</p></blockquote>',
  ],
  'brackets around the links, and marks that are no links before the notes': [
    ' [<a href="#n1">a</a>]',
    ' [<a href="#n2">b</a>]',
    '<p id="n1">(a) A small boat.</p><p id="n2">(b) Of oil.</p>',
  ],
  'raised marks without any link': [
    '<sup>1</sup>',
    '<sup>2</sup>',
    '<p><sup>1</sup> A small boat.</p><p><sup>2</sup> Of oil.</p>',
  ],
};

function bookOf([mark, second, notes]: (typeof settings)[string]): SmallEpub {
  return {
    pages: [
      [
        '1.xhtml',
        `<h2>One</h2><p>She took the dinghy${mark} to the lamp.${second}</p>${filler('Maren')}${notes}`,
      ],
      ['2.xhtml', `<h2>Two</h2>${filler('Jonas')}`],
    ],
  };
}

describe.each(Object.entries(settings))('notes: %s', (_, setting) => {
  it('are left out, with their marks', async () => {
    const book = await read(bookOf(setting));
    expect(linesOf(book)).toEqual([
      ['One', 'She took the dinghy to the lamp.', fillerText('Maren')],
      ['Two', fillerText('Jonas')],
    ]);
    expect(Object.keys(leftOutOf(book))).toEqual([
      expect.stringMatching(/^(foot|end)notes$/),
      'note marks',
    ]);
    expect(Object.values(leftOutOf(book))[0]).toBe('Asmallboat.Ofoil.'.length);
  });

  it('are read in place', async () => {
    const book = await read(bookOf(setting), { notes: 'in-place' });
    expect(linesOf(book)[0]).toEqual([
      'One',
      'She took the dinghy to the lamp.',
      'A small boat.',
      'Of oil.',
      fillerText('Maren'),
    ]);
    expect(book.chapters[0]?.blocks.map(({ kind }) => kind)).toEqual(Array(4).fill('paragraph'));
  });

  it('are gathered at the chapter’s end', async () => {
    const book = await read(bookOf(setting), { notes: 'chapter-end' });
    expect(linesOf(book)[0]).toEqual([
      'One',
      'She took the dinghy to the lamp.',
      fillerText('Maren'),
      'Noter',
      'A small boat.',
      'Of oil.',
    ]);
    expect(book.chapters[0]?.blocks[2]).toEqual({ kind: 'heading', level: 2, lines: ['Noter'] });
  });
});

/** Endnotes in a file of their own, under headings for each chapter. */
const endnotes: SmallEpub = {
  nav:
    '<ol><li><a href="1.xhtml">One</a></li><li><a href="2.xhtml">Two</a></li>' +
    '<li><a href="n.xhtml">Notes</a></li><li><a href="3.xhtml">Afterword</a></li></ol>',
  pages: [
    [
      '1.xhtml',
      `<h1>One<a id="r1" href="n.xhtml#n1">1</a></h1>${filler('Maren')}<p>Wet<sup><a id="r2" href="n.xhtml#n2">2</a></sup>.</p>`,
    ],
    [
      '2.xhtml',
      `<h1>Two</h1><p>Dry<sup><a id="r3" href="n.xhtml#n3">1</a></sup>.</p>${filler('Jonas')}`,
    ],
    [
      'n.xhtml',
      '<h1>Notes</h1><h2>One</h2><p id="n1"><a href="1.xhtml#r1">1</a>. Of the title.</p>' +
        '<p id="n2"><a href="1.xhtml#r2">2</a>. Of the sea.</p><p>It goes on.</p>' +
        '<h2>Two</h2><p id="n3"><a href="2.xhtml#r3">1</a>. Of the land.</p><p id="n4"><a href="1.xhtml#gone">9</a>. Of nothing.</p>',
    ],
    ['3.xhtml', `<h1>Afterword</h1>${filler('Ida')}`],
  ],
};

describe('endnotes', () => {
  it('are left out with the headings over them', async () => {
    const book = await read(endnotes);
    expect(linesOf(book)).toEqual([
      ['One', fillerText('Maren'), 'Wet.'],
      ['Two', 'Dry.', fillerText('Jonas')],
      ['Afterword', fillerText('Ida')],
    ]);
    expect(Object.keys(leftOutOf(book))).toEqual(['endnotes', 'note marks']);
  });

  it('are read in place, one to a title too; what nothing refers to is left out', async () => {
    const book = await read(endnotes, { notes: 'in-place' });
    expect(linesOf(book)).toEqual([
      ['One', 'Of the title.', fillerText('Maren'), 'Wet.', 'Of the sea.'],
      ['Two', 'Dry.', 'Of the land.', fillerText('Jonas')],
      ['Afterword', fillerText('Ida')],
    ]);
  });

  it('stay where they are for who keeps them', async () => {
    const book = await read(endnotes, { keep: ['Notes'] });
    expect(book.chapters.map(({ title }) => title)).toEqual(['One', 'Two', 'Notes', 'Afterword']);
    expect(linesOf(book)[2]?.slice(1, 4)).toEqual(['One', 'Of the title.', 'Of the sea.']);
  });

  it('are left out by the name of their section where they have no links', async () => {
    const pages = endnotes.pages.map(
      ([path, body]) => [path, body.replace(/<\/?a\b[^>]*>/g, '')] as const,
    );
    const book = await read({ ...endnotes, pages });
    expect(book.chapters.map(({ title }) => title)).toEqual(['One1', 'Two', 'Afterword']);
  });
});

describe('what is no note', () => {
  it.each([
    [
      'a list of chapters by their numbers',
      '<p>Chapters: <a href="#c1">I</a> <a href="#c2">II</a></p>',
      `<p id="c1">I. ${fillerText('Maren')}</p><p id="c2">II. ${fillerText('Jonas')}</p>`,
    ],
    [
      'a list of chapters that link back to it',
      '<p>Chapter <a id="t1" href="#c1">1</a></p><p>Chapter <a id="t2" href="#c2">2</a></p>',
      `<p id="c1"><a href="#t1">1</a> The Quay</p>${filler('Maren').repeat(4)}<p id="c2"><a href="#t2">2</a> The Ferry</p>${filler('Jonas').repeat(4)}`,
    ],
    [
      'an index',
      '',
      `<p>Of <span id="p12"></span>quays.</p>${filler('Maren')}<p>Quay, <a href="#p12">12</a>, <a href="#p13">13</a></p><p id="p13">13 boats.</p>`,
    ],
    ['a power', '<p>It was 10<sup>2</sup> metres.</p>', `<p>2 boats came.</p>${filler('Maren')}`],
  ])('%s', async (_, before, behind) => {
    const book = await read(
      { pages: [['1.xhtml', `<h1>One</h1>${before}${behind}`]] },
      { notes: 'in-place' },
    );
    expect(leftOutOf(book)['note marks']).toBeUndefined();
    expect(Object.keys(leftOutOf(book)).filter((what) => /note/.test(what))).toEqual([]);
  });

  it('a chapter of notes with a name and a text of its own', async () => {
    const book = await read({
      nav: '<ol><li><a href="1.xhtml">One</a></li><li><a href="n.xhtml">Notes on the Quay</a></li></ol>',
      pages: [
        [
          '1.xhtml',
          `<h1>One</h1>${filler('Maren')}<p>Wet<a id="r" epub:type="noteref" href="n.xhtml#n1">*</a>.</p>`,
        ],
        [
          'n.xhtml',
          `<h1>Notes on the Quay</h1>${filler('Ida').repeat(2)}<div epub:type="rearnote" id="n1"><p><a href="1.xhtml#r">Line 1.</a> Wet. ${fillerText('Jonas').repeat(4)}</p></div>`,
        ],
      ],
    });
    expect(linesOf(book)[0]?.at(-1)).toBe('Wet.');
    expect(linesOf(book)[1]?.at(-1)).toMatch(/^Line 1\. Wet\./);
  });
});

describe('notes to notes', () => {
  it('follow the note, also where two refer to each other', async () => {
    const note = (own: number, text: string, other: number) =>
      `<aside epub:type="footnote" id="n${own}"><p>${text}<a epub:type="noteref" href="#n${other}">${other}</a></p></aside>`;
    const body = `<h1>One</h1><p>Wet<a epub:type="noteref" href="#n1">1</a>.</p>${filler('Maren')}${note(1, 'As water', 2)}${note(2, 'As rain', 1)}`;
    const book = await read({ pages: [['1.xhtml', body]] }, { notes: 'in-place' });
    expect(linesOf(book)[0]).toEqual(['One', 'Wet.', 'As water', 'As rain', fillerText('Maren')]);
  });
});

it('waits for the first block that is heard where marks stand alone', async () => {
  const body =
    '<p><a epub:type="noteref" href="#n">1</a></p>' +
    `${filler('Maren')}<aside epub:type="footnote" id="n"><p>As water.</p></aside>`;
  const { chapters } = await read({ pages: [['1.xhtml', body]] }, { notes: 'in-place' });
  expect(chapters[0]?.blocks.flatMap(({ lines }) => lines)).toEqual([
    fillerText('Maren'),
    'As water.',
  ]);
});

it('takes time with the number of marks, not with its square', async () => {
  const timeFor = async (count: number) => {
    const marks = '<p>Wet<a epub:type="noteref" href="#n">1</a> <a href="#n">1</a>.</p>'.repeat(
      count,
    );
    const note = 'As water<a href="#n">1</a>'.repeat(count);
    const body = `<h1>One</h1>${marks}<aside epub:type="footnote" id="n"><p>${note}</p></aside>`;
    const started = process.threadCpuUsage();
    await read({ pages: [['1.xhtml', body]] }, { notes: 'chapter-end' });
    return process.threadCpuUsage(started).user;
  };
  await timeFor(200);
  const few = await timeFor(400);
  expect(await timeFor(3_200)).toBeLessThan(few * 30);
});
