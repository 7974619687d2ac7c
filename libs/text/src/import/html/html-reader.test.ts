import { expect, it } from 'vitest';
import { importBook, leftOutOf, told } from '../testing/told.ts';

const prose = (subject: string) =>
  `${subject} went down to the quay and waited there for the ferry.`;
const head =
  '<head><meta charset="utf-8"><title>A Quay</title><meta name="author" content="Ann Writer"></head>';

it('reads a book by its own list of chapters, without its lists, licence and notes', async () => {
  const book = await importBook(
    'b.html',
    '<!DOCTYPE html><html lang="en-GB"><head><title>The Project Gutenberg eBook of A Quay, by Ann Writer</title>' +
      '</head><body><section id="pg-header" class="pg-boilerplate"><p>This ebook is for anyone.</p></section>' +
      '<h1>A Quay</h1><p>by Ann Writer</p><h2>CONTENTS</h2><table>' +
      '<tr><td><a href="#c1">I. Out</a></td><td>3</td></tr><tr><td><a href="#c2">II. In</a></td><td>9</td></tr>' +
      '<tr><td><a href="b.html#c3">III. Away</a></td></tr></table><h2>Illustrations</h2>' +
      '<p><a href="#i">A boat</a></p><p><a href="#c2">A lamp</a></p><p><a href="#c3">A bell</a></p>' +
      `<h3><a name="c1"></a>I.<br>Out</h3><p>${prose('Maren')}<a id="r" href="#n">[1]</a></p><img alt="A boat" id="i">` +
      `<hr><p>${prose('Bo')}</p><h3 id="c2">II.<br>In</h3><p>${prose('Jonas')}</p>` +
      '<div class="footnote"><p><a id="n" href="#r">[1]</a> It was late.</p></div>' +
      `<h3 id="c3">III.<br>Away</h3><p>${prose('Ida')} &eacute;&mdash;</p></body></html>`,
  );
  expect(book).toMatchObject({ title: 'A Quay', author: 'Ann Writer', language: 'en-GB' });
  expect(told(book)).toEqual([
    ['I. Out', `paragraph: ${prose('Maren')}`, '***', `paragraph: ${prose('Bo')}`],
    ['II. In', `paragraph: ${prose('Jonas')}`],
    ['III. Away', `paragraph: ${prose('Ida')} é—`],
  ]);
  expect(leftOutOf(book)).toEqual({
    'Project Gutenberg licence': 21,
    'table of contents page': 30,
    'list of illustrations': 28,
    'title page': 16,
    footnotes: 10,
    'note marks': 6,
    images: 5,
  });
  expect(book.letters.missing).toBe(0);
});

it('leaves the web page around the text out, and says so', async () => {
  const book = await importBook(
    'b.html',
    `<html>${head}<body><header>My site</header><nav><a href="/">Home</a></nav><script>var a = "no";</script>` +
      `<h1>One</h1><p>${prose('Maren')}</p><form>Subscribe <button>Go</button></form><div class="site-nav">Next</div>` +
      `<h1>Two</h1><p>${prose('Jonas')}<p style="display:none">Hidden.</p><footer>Mine, 2020</footer></body></html>`,
  );
  expect(told(book)).toEqual([
    ['One', `paragraph: ${prose('Maren')}`],
    ['Two', `paragraph: ${prose('Jonas')}`],
  ]);
  expect(leftOutOf(book)).toEqual({
    'hidden text': 7,
    'header of the web page': 6,
    'navigation of the web page': 8,
    forms: 11,
    'footer of the web page': 9,
  });
  expect(book.letters.missing).toBe(0);
  const main = await importBook(
    'b.html',
    `<html>${head}<body><p>Read also</p><main><h1>One</h1><p>${prose('Maren')}</p></main><p>More</p></body></html>`,
  );
  expect(leftOutOf(main)).toEqual({ 'web page around the text': 12 });
});

it.each([
  [
    'as it declares',
    '<meta charset="windows-1251">',
    Buffer.from([0xcc, 0xee, 0xf0, 0xe5]),
    'Море',
  ],
  ['as UTF-8', '', Buffer.from('Ærø'), 'Ærø'],
  ['as Windows-1252', '', Buffer.from('Ærø', 'latin1'), 'Ærø'],
])('decodes %s', async (_, meta, word, expected) => {
  const html = [
    Buffer.from(`<html><head>${meta}</head><body><p>`),
    word,
    Buffer.from(`. ${prose('Ida')}</p></body></html>`),
  ];
  const book = await importBook('b.html', new Uint8Array(Buffer.concat(html)));
  expect(told(book)).toEqual([['B', `paragraph: ${expected}. ${prose('Ida')}`]]);
});

it('decodes UTF-16, and knows HTML by its content', async () => {
  const html = Buffer.from(
    '\ufeff<!-- saved --><!DOCTYPE html><p>Ærø it was, over there on the water.</p>',
    'utf16le',
  );
  expect(told(await importBook('b.txt', new Uint8Array(html)))).toEqual([
    ['B', 'paragraph: Ærø it was, over there on the water.'],
  ]);
});
