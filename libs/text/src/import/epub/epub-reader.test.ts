import { describe, expect, it } from 'vitest';
import { lettersOf } from '../clean-text.ts';
import { ImportChoices } from '../import-choices.ts';
import { makeEpub, type SmallEpub, xhtml } from '../testing/small-epub.ts';
import { epubReader } from './epub-reader.ts';

async function read(epub: SmallEpub, choices = new ImportChoices()) {
  const draft = await epubReader.read({ name: 'book.epub', bytes: makeEpub(epub) }, choices);
  if (!draft.ok) throw new Error(JSON.stringify(draft.failure));
  return draft.value;
}

/** Each chapter as its title and the lines of its blocks. */
async function chaptersOf(epub: SmallEpub) {
  return (await read(epub)).chapters.map(({ title, blocks }) => [
    title,
    ...blocks.flatMap(({ lines }) => lines),
  ]);
}

const prose = (subject: string) =>
  `<p>${`${subject} went down to the quay and waited there for the ferry. `.repeat(20)}</p>`;
const proseText = (subject: string) =>
  `${subject} went down to the quay and waited there for the ferry. `.repeat(20).trim();

/** A book with all that stands beside a book's text. */
const pagesBesideTheText: SmallEpub = {
  nav:
    '<ol><li><a href="t.xhtml">Title Page</a></li><li><a href="c.xhtml">Copyright</a></li>' +
    '<li><a href="d.xhtml">Dedication</a></li><li><a href="1.xhtml">One</a></li>' +
    '<li><a href="2.xhtml">Two</a></li><li><a href="x.xhtml">Colophon</a></li></ol>',
  metadata: '<dc:title>A Book</dc:title><dc:creator>A. Writer</dc:creator>',
  pages: [
    ['t.xhtml', '<h1>A Book</h1><p>by A. Writer</p>'],
    ['c.xhtml', '<p>Copyright 2020 by nobody.</p>'],
    ['d.xhtml', '<p>For Karen.</p>'],
    ['n.xhtml', '<section epub:type="halftitlepage"><h2>A Book</h2></section>'],
    ['1.xhtml', `<h1>One</h1>${prose('Maren')}`],
    ['2.xhtml', `<h1>Two</h1>${prose('Jonas')}`],
    ['x.xhtml', '<p>Set in Garamond.</p>'],
  ],
};

describe('epubReader', () => {
  it('takes an indented title for the title, and an indented numeral for a heading', async () => {
    const { chapters } = await read({
      nav: '<ol><li><a href="1.xhtml">The Ferry</a></li></ol>',
      pages: [
        [
          '1.xhtml',
          `<blockquote><p>The Ferry</p></blockquote><blockquote><p>Dear K.</p></blockquote>${prose('Maren')}<blockquote><p>II</p></blockquote>${prose('Jonas')}`,
        ],
      ],
    });
    expect(chapters).toHaveLength(1);
    expect(chapters[0]?.title).toBe('The Ferry');
    expect(chapters[0]?.blocks).toEqual([
      { kind: 'quotation', level: 0, lines: ['Dear K.'] },
      { kind: 'paragraph', level: 0, lines: [proseText('Maren')] },
      { kind: 'heading', level: 2, lines: ['II'] },
      { kind: 'paragraph', level: 0, lines: [proseText('Jonas')] },
    ]);
  });

  it('cuts one file at the places the contents point at, wherever the anchors sit', async () => {
    const page = [
      '<h1>A Book</h1><p class="epigraph">For the late.</p>',
      `<h2 id="a">One</h2>${prose('Maren')}`,
      `<h2><a id="b"></a>Two</h2>${prose('Jonas')}`,
      `<div id="c"><div><h2>Three</h2></div></div>${prose('Ida')}`,
      `<p class="h"><span id="d">Four</span></p>${prose('Per')}`,
      `<p>Behind it stood nobody.<a name="ff &#252;n"></a></p><h2>Five</h2>${prose('Else')}`,
    ].join('');
    const link = (id: string, label: string) => `<li><a href="p.xhtml#${id}">${label}</a></li>`;
    const entries = [
      link('a', 'One'),
      link('b', 'Two'),
      link('c', 'Three'),
      link('d', 'Four'),
      link('ff%20%C3%BCn', 'Five'),
    ];
    expect(
      await chaptersOf({ pages: [['p.xhtml', page]], nav: `<ol>${entries.join('')}</ol>` }),
    ).toEqual([
      ['One', 'For the late.', 'One', proseText('Maren')],
      ['Two', proseText('Jonas')],
      ['Three', proseText('Ida')],
      ['Four', proseText('Per'), 'Behind it stood nobody.'],
      ['Five', proseText('Else')],
    ]);
  });

  it('takes nested entries for chapters of parts, and a part’s title for a heading', async () => {
    const nav =
      '<ol><li><a href="1.xhtml">Part One</a><ol><li><a href="2.xhtml">I</a></li>' +
      '<li><a href="3.xhtml">II</a></li></ol></li>' +
      '<li><span>Part Two</span><ol><li><a href="4.xhtml">III</a></li></ol></li></ol>';
    const book = await read({
      nav,
      pages: [
        ['1.xhtml', '<h1>Part One</h1>'],
        ['2.xhtml', `<h2>I</h2>${prose('Maren')}`],
        ['3.xhtml', `<h2>II</h2>${prose('Jonas')}`],
        ['4.xhtml', `<h2>III</h2>${prose('Ida')}`],
      ],
    });
    expect(book.chapters.map(({ title }) => title)).toEqual(['I', 'II', 'III']);
    expect(book.chapters[0]?.blocks.slice(0, 2)).toEqual([
      { kind: 'heading', level: 2, lines: ['Part One'] },
      { kind: 'heading', level: 1, lines: ['I'] },
    ]);
  });

  it('takes nested entries for sections where the outer ones have text of their own', async () => {
    const nav =
      '<ol><li><a href="1.xhtml">The Tide</a><ol><li><a href="1.xhtml#s">Ebb</a></li></ol></li>' +
      '<li><a href="2.xhtml">The Wind</a></li></ol>';
    expect(
      await chaptersOf({
        nav,
        pages: [
          ['1.xhtml', `<h1>The Tide</h1>${prose('Maren')}<h2 id="s">Ebb</h2>${prose('Jonas')}`],
          ['2.xhtml', `<h1>The Wind</h1>${prose('Ida')}`],
        ],
      }),
    ).toEqual([
      ['The Tide', proseText('Maren'), 'Ebb', proseText('Jonas')],
      ['The Wind', proseText('Ida')],
    ]);
  });

  it('joins files without an entry of their own to the chapter before', async () => {
    const nav = '<ol><li><a href="1.xhtml">One</a></li><li><a href="3.xhtml">Two</a></li></ol>';
    expect(
      (
        await chaptersOf({
          nav,
          pages: [
            ['1.xhtml', `<h1>One</h1>${prose('Maren')}`],
            ['2.xhtml', prose('Jonas')],
            ['3.xhtml', `<h1>Two</h1>${prose('Ida')}`],
          ],
        })
      ).map((chapter) => chapter.length),
    ).toEqual([3, 2]);
  });

  it('leaves pages out that are not the book’s, and says which', async () => {
    const book = await read(pagesBesideTheText);
    expect(book.chapters.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(book.leftOut.map(({ what, text }) => `${what}: ${text}`)).toEqual([
      'title page: A Book',
      'title page: by A. Writer',
      'copyright page: Copyright 2020 by nobody.',
      'dedication: For Karen.',
      'half title page: A Book',
      'colophon: Set in Garamond.',
    ]);
  });

  it('keeps and drops what it is told to', async () => {
    const choices = new ImportChoices({ keep: ['dedication', 'Colophon'], drop: ['one'] });
    const book = await read(pagesBesideTheText, choices);
    expect(book.chapters.map(({ title, blocks }) => [title, blocks[0]?.lines[0]])).toEqual([
      ['Two', 'For Karen.'],
    ]);
    expect(book.chapters[0]?.blocks.at(-1)?.lines).toEqual(['Set in Garamond.']);
    expect(book.leftOut.map(({ what }) => what)).toContain('“One”, as you asked');
    expect(choices.unused()).toEqual({ keep: [], drop: [] });
  });

  it('reads an EPUB 2 by its NCX, and leaves a page of links out', async () => {
    const point = (path: string, label: string) =>
      `<navPoint><navLabel><text>${label}</text></navLabel><content src="${path}"/></navPoint>`;
    const book = await read({
      ncx: point('1.xhtml', 'One') + point('2.xhtml', 'Two'),
      pages: [
        ['toc.xhtml', '<p><a href="1.xhtml">One</a></p><p><a href="2.xhtml">Two</a></p>'],
        ['1.xhtml', `<h1>One</h1>${prose('Maren')}`],
        ['2.xhtml', `<h1>Two</h1>${prose('Jonas')}`],
      ],
    });
    expect(book.chapters.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(book.leftOut.map(({ what }) => what)).toEqual([
      'table of contents page',
      'table of contents page',
    ]);
  });

  it('falls back on headings where there is no table of contents, then on files', async () => {
    const headed = `<h1>One</h1>${prose('Maren')}<h1>Two</h1>${prose('Jonas')}`;
    expect((await chaptersOf({ pages: [['1.xhtml', headed]] })).map(([title]) => title)).toEqual([
      'One',
      'Two',
    ]);
    const bare = await read({
      pages: [
        ['1.xhtml', prose('Maren')],
        ['2.xhtml', prose('Jonas')],
      ],
    });
    expect(bare.chapters.map(({ title }) => title)).toEqual(['1', '2']);
  });

  it('says a title once, in the fuller of its wordings', async () => {
    const nav =
      '<ol><li><a href="1.xhtml">I: The Ferry</a></li><li><a href="2.xhtml">The Lamp</a></li>' +
      '<li><a href="3.xhtml">3</a></li></ol>';
    expect(
      await chaptersOf({
        nav,
        pages: [
          ['1.xhtml', `<h1>I</h1><h2>The Ferry</h2>${prose('Maren')}`],
          ['2.xhtml', `<h1>Chapter 2: The Lamp</h1>${prose('Jonas')}`],
          ['3.xhtml', `<h1>Chapter III</h1>${prose('Ida')}`],
        ],
      }),
    ).toEqual([
      ['I: The Ferry', proseText('Maren')],
      ['Chapter 2: The Lamp', proseText('Jonas')],
      ['Chapter III', proseText('Ida')],
    ]);
  });

  it('reads what the package says of the book', async () => {
    const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2]);
    const {
      chapters,
      leftOut,
      letters: _,
      added: __,
      ...facts
    } = await read({
      pages: [['1.xhtml', prose('Maren')]],
      metadata:
        '<dc:title id="s">A Tale</dc:title><dc:title id="m">A Book</dc:title>' +
        '<meta refines="#m" property="title-type">main</meta>' +
        '<dc:creator id="w">A. Writer</dc:creator><dc:creator id="i">A. Painter</dc:creator>' +
        '<meta refines="#w" property="role">aut</meta><meta refines="#i" property="role">ill</meta>' +
        '<dc:language>en_GB</dc:language><dc:publisher>Nobody &amp; Sons</dc:publisher>' +
        '<dc:date>1911-02-03</dc:date>' +
        '<dc:description>&lt;p&gt;A &lt;i&gt;wet&lt;/i&gt; tale.&lt;/p&gt;&lt;p&gt;Short.&lt;/p&gt;</dc:description>' +
        '<meta name="cover" content="pic"/>',
      items: '<item id="pic" href="c.jpg" media-type="image/png"/>',
      files: { 'OPS/c.jpg': jpeg },
    });
    expect(chapters).toHaveLength(1);
    expect(leftOut).toEqual([]);
    expect({ ...facts, cover: facts.cover?.mediaType }).toEqual({
      title: 'A Book',
      author: 'A. Writer',
      language: 'en-GB',
      publisher: 'Nobody & Sons',
      year: 1911,
      description: 'A wet tale.\n\nShort.',
      cover: 'image/jpeg',
    });
    expect(facts.cover?.bytes).toEqual(Buffer.from(jpeg));
  });

  it('leaves a book’s own entities out and looks none up', async () => {
    const opf =
      '<!DOCTYPE package [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>' +
      '<package version="3.0"><metadata><title>A Book &x;&y;</title></metadata><manifest>' +
      '<item id="p" href="p.xhtml" media-type="application/xhtml+xml"/></manifest>' +
      '<spine><itemref idref="p"/></spine></package>';
    const book = await read({
      pages: [],
      files: {
        'OPS/book.opf': opf,
        'OPS/p.xhtml': `<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>Rain &x;and caf&eacute;.</p></body></html>`,
      },
    });
    expect(book.title).toBe('A Book');
    expect(book.chapters[0]?.blocks[0]?.lines).toEqual(['Rain and café.']);
  });

  it('reads pages beside the reading order only where the contents name them', async () => {
    const page = (id: string, linear: string) => ({
      item: `<item id="${id}" href="${id}.xhtml" media-type="application/xhtml+xml"/>`,
      reference: `<itemref idref="${id}" linear="${linear}"/>`,
    });
    const all = [page('a', 'yes'), page('b', 'no'), page('c', 'no')];
    const opf =
      '<package><metadata/><manifest><item id="n" href="n.xhtml" properties="nav"/>' +
      `${all.map(({ item }) => item).join('')}</manifest>` +
      `<spine>${all.map(({ reference }) => reference).join('')}</spine></package>`;
    const nav =
      '<nav><ol><li><a href="a.xhtml">A</a></li><li><a href="b.xhtml">B</a></li></ol></nav>';
    const book = await read({
      pages: [],
      files: {
        'OPS/book.opf': opf,
        'OPS/n.xhtml': xhtml(nav),
        'OPS/a.xhtml': xhtml(prose('Maren')),
        'OPS/b.xhtml': xhtml(prose('Jonas')),
        'OPS/c.xhtml': xhtml('<p>A note.</p>'),
      },
    });
    expect(book.chapters.map(({ title }) => title)).toEqual(['A', 'B']);
    expect(book.leftOut).toEqual([{ what: 'pages beside the text', text: 'A note.' }]);
  });

  it('keeps the text of a split file, also where it only says the title', async () => {
    const nav = '<ol><li><a href="1.xhtml">One</a></li><li><a href="3.xhtml">Two</a></li></ol>';
    const pages = [
      ['1.xhtml', `<h1>One</h1>${prose('Maren')}`],
      ['2.xhtml', `<p>“A Book.”</p><p>He held the copyright.</p>${prose('Jonas')}`],
      ['3.xhtml', `<h1>Two</h1>${prose('Ida')}`],
    ] as const;
    expect((await chaptersOf({ nav, pages }))[0]).toEqual([
      'One',
      proseText('Maren'),
      '“A Book.”',
      'He held the copyright.',
      proseText('Jonas'),
    ]);
  });

  it('lets no letter of the source vanish', async () => {
    const nav = '<ol><li><a href="1.xhtml">One</a></li><li><a href="2.xhtml#z">Two</a></li></ol>';
    const pages = [
      ['0.xhtml', '<h1>A Book</h1><p>Some Press, ISBN 1</p>'],
      [
        '1.xhtml',
        '<h1>One</h1><p>alpha<span epub:type="pagebreak">12</span><br/>beta</p><table><tr><td>g' +
          '</td><td>h</td></tr></table><aside>delta</aside><ul><li>eps<p>zeta</p></li></ul>tail',
      ],
      [
        '2.xhtml',
        '<p>before</p><div class="poem">line<br/>two<span id="z"></span></div><h2>Two</h2>' +
          '<figure><img alt="x"/><figcaption>cap</figcaption></figure><p hidden="">hid</p><pre>p\nq</pre>',
      ],
    ] as const;
    const { chapters, leftOut } = await read({ nav, pages });
    const told = chapters.flatMap(({ title, blocks }) => [
      ...(blocks.some(({ level }) => level === 1) ? [] : [title]),
      ...blocks.flatMap(({ lines }) => lines),
    ]);
    const source = pages.map(([, body]) => body.replace('alt="x"', '>x<').replace(/<[^>]*>/g, ' '));
    const sorted = (texts: string[]) => [...lettersOf(texts.join(' '))].sort().join('');
    expect(sorted([...told, ...leftOut.map(({ text }) => text)])).toBe(sorted(source));
  });
});
