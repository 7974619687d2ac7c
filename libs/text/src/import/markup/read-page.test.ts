import { describe, expect, it } from 'vitest';
import { markPlace } from '../notes/note-marks.ts';
import { xhtml } from '../testing/small-epub.ts';
import { readPage } from './read-page.ts';

/** Each block as its kind, level and lines. */
function blocksOf(body: string): string[] {
  const page = readPage(xhtml(body));
  return (page?.blocks ?? []).map(
    ({ kind, level, lines }) => `${kind}${level || ''}: ${lines.join(' / ')}`,
  );
}

describe('readPage()', () => {
  it('reads headings, paragraphs, lists and breaks', () => {
    expect(
      blocksOf(
        '<h1>A<br/>Title</h1><p>It <em>r</em>ai<b>ned</b>&nbsp;hard.\n  Very.</p><hr/>' +
          '<blockquote><p>Dear K.</p></blockquote><p>* * *</p><div>Bare <div>and inner</div> text</div>' +
          '<ul><li>one</li><li><p>two</p><p>more</p></li></ul>',
      ),
    ).toEqual([
      'heading1: A Title',
      'paragraph: It rained hard. Very.',
      'scene-break: ',
      'quotation: Dear K.',
      'scene-break: ',
      'paragraph: Bare',
      'paragraph: and inner',
      'paragraph: text',
      'list-item: one',
      'list-item: two',
      'paragraph: more',
    ]);
  });

  it('keeps the lines of verse, however they are marked up', () => {
    expect(blocksOf('<div class="poem"><p>a<br/>b</p><p>c<br/>d</p></div>')).toEqual([
      'verse: a / b',
      'verse: c / d',
    ]);
    expect(blocksOf('<div class="stanza"><div>a</div><div>b</div></div><p>prose</p>')).toEqual([
      'verse: a / b',
      'paragraph: prose',
    ]);
    expect(
      blocksOf(
        '<blockquote epub:type="z3998:verse"><p><span>a</span>\n<br/>\n<span>b</span></p></blockquote>',
      ),
    ).toEqual(['verse: a / b']);
    expect(blocksOf('<p class="verse">a</p><p class="verse">b</p>after')).toEqual([
      'verse: a / b',
      'paragraph: after',
    ]);
    expect(blocksOf('<p>To<br/>the Prince<br/>Regent</p>')).toEqual([
      'verse: To / the Prince / Regent',
    ]);
  });

  it('takes long lines for paragraphs, and two line breaks for the end of one', () => {
    const long = 'word '.repeat(30).trim();
    expect(blocksOf(`<p>${long}<br/>${long}</p>`)).toEqual([
      `paragraph: ${long}`,
      `paragraph: ${long}`,
    ]);
    expect(blocksOf('<p>one<br/><br/>two</p>')).toEqual(['paragraph: one', 'paragraph: two']);
  });

  const prose =
    '<p>It had rained all night, and the ferry lay at the pier with nobody on board.</p>';

  it.each([
    ['<blockquote><p>Dear K.</p><p>Come.</p></blockquote>', ['Dear K.', 'Come.']],
    ['<div class="letter"><p>Dear K.</p></div>', ['Dear K.']],
    ['<section epub:type="z3998:letter"><p>Dear K.</p></section>', ['Dear K.']],
    ['<section role="doc-epigraph"><p>The sea is wide.</p></section>', ['The sea is wide.']],
    ['<p class="chapter-epigraph">The sea is wide.</p>', ['The sea is wide.']],
    ['<div class="x Telegram">Come.</div>', ['Come.']],
    ['<div class="inscription"><div>Here lies K.</div></div>', ['Here lies K.']],
  ])('takes what the page sets off for quotations: %s', (body, lines) => {
    const own = blocksOf(prose)[0] ?? '';
    expect(blocksOf(prose + body + prose)).toEqual([
      own,
      ...lines.map((line) => `quotation: ${line}`),
      own,
    ]);
  });

  it.each([
    ['<p class="first-letter">Once more.</p>', 'paragraph: Once more.'],
    ['<p>On<span class="letter">c</span>e more.</p>', 'paragraph: Once more.'],
    ['<blockquote><h2>The Bell</h2></blockquote>', 'heading2: The Bell'],
    ['<blockquote><p>a<br/>b</p></blockquote>', 'verse: a / b'],
    ['<blockquote class="poem"><p>a</p></blockquote>', 'verse: a'],
    ['<blockquote><ul><li>one</li></ul></blockquote>', 'list-item: one'],
    ['<ul><li><blockquote>one</blockquote></li></ul>', 'list-item: one'],
    ['<blockquote class="footnote">See the map.</blockquote>', 'paragraph: See the map.'],
    ['<aside epub:type="footnote"><blockquote>So.</blockquote></aside>', 'paragraph: So.'],
  ])('takes no more than that for quotations: %s', (body, block) => {
    expect(blocksOf(prose + body)[1]).toBe(block);
  });

  it('takes a page that is indented for the most part for its own text, letters in it apart', () => {
    expect(
      blocksOf(
        '<blockquote><p>One long day went by.</p><div class="letter">Come.</div><p>x</p></blockquote><p>And two.</p>',
      ),
    ).toEqual([
      'paragraph: One long day went by.',
      'quotation: Come.',
      'paragraph: x',
      'paragraph: And two.',
    ]);
  });

  it('reads tables row by row', () => {
    expect(
      blocksOf(
        '<table><tr><th>Tide</th><td>high<br/>water</td></tr><tr><td>Wind:</td><td>west</td></tr></table>',
      ),
    ).toEqual(['paragraph: Tide, high water', 'paragraph: Wind: west']);
  });

  it('leaves marks for the eye and hidden text out, and names them', () => {
    const page = readPage(
      xhtml(
        '<style>p{}</style><script>let x = "<p>no</p>";</script><title/>' +
          '<nav><ol><li>Ch. 1</li></ol></nav>' +
          '<p>On<span epub:type="pagebreak" id="p2">2</span>ce<a epub:type="noteref" href="#n">*</a> ' +
          '<span class="lnum">10</span><ruby>東<rt>とう</rt></ruby><img src="x" alt="A map"/>' +
          '<span style="display: none">secret</span></p>',
      ),
    );
    expect(page?.blocks.map(({ lines }) => lines)).toEqual([[`Once${markPlace(0)} 東`]]);
    expect(page?.marks).toEqual([{ text: '*', isSure: true, isRaised: false, href: '#n' }]);
    expect(page?.images).toBe(1);
    expect(page?.leftOut).toEqual([
      { what: 'table of contents page', text: 'Ch. 1' },
      { what: 'page numbers', text: '2' },
      { what: 'line numbers', text: '10' },
      { what: 'readings above characters', text: 'とう' },
      { what: 'images', text: 'A map' },
      { what: 'hidden text', text: 'secret' },
    ]);
  });

  it('marks title pages, but keeps the epigraph on them', () => {
    const page = readPage(
      xhtml(
        '<section epub:type="titlepage"><h1>T</h1><p epub:type="epigraph">E</p></section><p>B</p>',
      ),
    );
    expect(page?.blocks.map(({ leftOut }) => leftOut)).toEqual([
      'title page',
      undefined,
      undefined,
    ]);
  });

  it('puts an anchor at the block that its text begins or goes on in', () => {
    const page = readPage(
      xhtml(
        '<p id="a">one <span id="b">two</span></p><a name="c"/><hr id="d"/><p>th<i id="e"/>ree</p><p id="f"/>',
      ),
    );
    expect(Object.fromEntries(page?.anchors ?? [])).toEqual({ a: 0, b: 0, c: 2, d: 2, e: 2, f: 3 });
  });

  it('forgives what browsers forgive', () => {
    expect(blocksOf('<P>one<P>two & three<br>four<p>five</div></p>&foo;')).toEqual([
      'paragraph: one',
      'verse: two & three / four',
      'paragraph: five',
      'paragraph: &foo;',
    ]);
  });

  it('refuses nesting beyond reason, at once', () => {
    expect(readPage('<b>'.repeat(200_000))).toBeUndefined();
    expect(readPage(`${'<div>'.repeat(1_500)}deep`)?.blocks).toHaveLength(1);
  });
});
