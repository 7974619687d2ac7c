import { describe, expect, it } from 'vitest';
import { ImportChoices } from '../import-choices.ts';
import type { ImportedBook } from '../imported-book.ts';
import { readBook } from '../read-book.ts';
import { makeEpub, type SmallEpub, xhtml } from '../testing/small-epub.ts';

async function read(epub: SmallEpub): Promise<ImportedBook> {
  const book = await readBook({ name: 'b.epub', bytes: makeEpub(epub) }, new ImportChoices());
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  expect(book.value.letters.missing).toBe(0);
  return book.value;
}

const titlesOf = async (epub: SmallEpub) => (await read(epub)).chapters.map(({ title }) => title);
const prose = (subject: string) =>
  `<p>${`${subject} went down to the quay and waited there for the ferry. `.repeat(6)}</p>`;
const point = (path: string, label: string, inner = '') =>
  `<navPoint><navLabel><text>${label}</text></navLabel><content src="${path}"/>${inner}</navPoint>`;
const link = (path: string, label: string) => `<li><a href="${path}">${label}</a></li>`;

/** Two chapters in two files. */
const two: SmallEpub = {
  pages: [
    ['1.xhtml', `<h1>One</h1>${prose('Maren')}`],
    ['2.xhtml', `<h1>Two</h1>${prose('Jonas')}`],
  ],
};
const goodNcx = point('1.xhtml', 'The Quay') + point('2.xhtml', 'The Ferry');

describe('contents', () => {
  it.each([
    ['empty', '<ol></ol>'],
    ['leading nowhere', `<ol>${link('x.xhtml', 'X')}${link('y.xhtml', 'Y')}</ol>`],
    ['nested beyond reason', '<ol><li>'.repeat(400)],
    ['of one entry', `<ol>${link('1.xhtml', 'Start')}</ol>`],
  ])('that are %s give way to a good NCX', async (_, nav) => {
    expect(await titlesOf({ ...two, nav, ncx: goodNcx })).toEqual(['The Quay', 'The Ferry']);
  });

  it('are read from lists that are wrapped, unordered or no lists at all', async () => {
    const items =
      '<li><p><b><a href="1.xhtml">One</a></b></p></li><li><span><a href="2.xhtml">Two</a></span></li>';
    for (const nav of [`<div><ol>${items}</ol></div>`, `<ul>${items}</ul>`, items]) {
      expect(await titlesOf({ ...two, nav })).toEqual(['One', 'Two']);
    }
  });

  it('are read in the order of the text, each entry once, without missing files', async () => {
    const nav = `<ol>${link('2.xhtml', 'Two')}${link('1.xhtml', 'One')}${link('gone.xhtml', 'Gone')}${link('2.xhtml', 'Two')}</ol>`;
    const book = await read({ ...two, nav });
    expect(book.chapters.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(book.chapters.map(({ blocks }) => blocks.length)).toEqual([1, 1]);
  });

  it('find chapters by their headings where anchors are missing or never were', async () => {
    const page = `<h2>The Quay</h2>${prose('Maren')}<h2>The Ferry</h2>${prose('Jonas')}`;
    const lost = `<ol>${link('p.xhtml#a', 'The Quay')}${link('p.xhtml#b', 'The Ferry')}</ol>`;
    const none = `<ol>${link('p.xhtml', 'The Quay')}${link('p.xhtml', 'The Ferry')}</ol>`;
    for (const nav of [lost, none]) {
      expect(await titlesOf({ pages: [['p.xhtml', page]], nav })).toEqual([
        'The Quay',
        'The Ferry',
      ]);
    }
  });

  it.each([
    ['numbered', 'Chapter 1', 'Chapter 2'],
    ['named', 'The Lamp', 'The Rope'],
  ])('that list only parts leave the chapters to their %s headings', async (_, first, second) => {
    const part = (name: string) =>
      `<h1>${name}</h1><h2>${first}</h2>${prose('Maren')}<h2>${second}</h2>${prose('Jonas')}`;
    const book = await read({
      nav: `<ol>${link('1.xhtml', 'Part One')}${link('2.xhtml', 'Part Two')}</ol>`,
      pages: [
        ['1.xhtml', part('Part One')],
        ['2.xhtml', part('Part Two')],
      ],
    });
    expect(book.chapters.map(({ title }) => title)).toEqual([first, second, first, second]);
    expect(book.chapters[2]?.blocks[0]?.lines).toEqual(['Part Two']);
  });

  it('of three levels name the chapters of parts of volumes', async () => {
    const volume = (file: string, name: string) =>
      point(
        file,
        name,
        point(file, 'Part I', point(`${file}#a`, 'Chapter 1') + point(`${file}#b`, 'Chapter 2')),
      );
    const page = (name: string) =>
      `<h1>${name}</h1><h2>Part I</h2><h3 id="a">Chapter 1</h3>${prose('Maren')}<h3 id="b">Chapter 2</h3>${prose('Jonas')}`;
    const book = await read({
      ncx: volume('1.xhtml', 'Volume One') + volume('2.xhtml', 'Volume Two'),
      pages: [
        ['1.xhtml', page('Volume One')],
        ['2.xhtml', page('Volume Two')],
      ],
    });
    expect(book.chapters.map(({ title }) => title)).toEqual([
      'Chapter 1',
      'Chapter 2',
      'Chapter 1',
      'Chapter 2',
    ]);
    expect(book.chapters[2]?.blocks.slice(0, 2).map(({ lines }) => lines[0])).toEqual([
      'Volume Two',
      'Part I',
    ]);
  });

  it('cut in the middle of a file, where a chapter goes on in the next', async () => {
    const book = await read({
      nav: `<ol>${link('1.xhtml', 'One')}${link('1.xhtml#b', 'Two')}</ol>`,
      pages: [
        ['1.xhtml', `<h1>One</h1>${prose('Maren')}<h1 id="b">Two</h1>${prose('Jonas')}`],
        ['2.xhtml', prose('Ida')],
      ],
    });
    expect(book.chapters.map(({ blocks }) => blocks.length)).toEqual([1, 2]);
  });
});

describe('pages', () => {
  it('are found by encoded, composed and differently cased names', async () => {
    const opf =
      '<opf:package xmlns:opf="http://www.idpf.org/2007/opf"><opf:metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A Book</dc:title><dc:creator opf:role="aut">A. Writer</dc:creator></opf:metadata><opf:manifest>' +
      '<opf:item id="a" href="caf%C3%A9%20%5B1%5D.xhtml" media-type="application/xhtml+xml"/>' +
      '<opf:item id="b" href="sm%C3%B8r.xhtml" media-type="application/xhtml+xml"/>' +
      '<opf:item id="c" href="Chapter.XHTML" media-type="application/xhtml+xml"/>' +
      '</opf:manifest><opf:spine><opf:itemref idref="a"/><opf:itemref idref="b"/><opf:itemref idref="c"/><opf:itemref idref="a"/></opf:spine></opf:package>';
    const book = await read({
      pages: [],
      files: {
        'OPS/book.opf': opf,
        'OPS/cafe\u0301 [1].xhtml': xhtml(`<h1>One</h1>${prose('Maren')}`),
        'OPS/sm%C3%B8r.xhtml': xhtml(`<h1>Two</h1>${prose('Jonas')}`),
        'OPS/chapter.xhtml': xhtml(`<h1>Three</h1>${prose('Ida')}`),
      },
    });
    expect(book.chapters.map(({ title }) => title)).toEqual(['One', 'Two', 'Three']);
    expect(book.author).toBe('A. Writer');
  });

  it.each([
    ['little endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['big endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  ])('are read as UTF-16, %s', async (_, encode) => {
    const page = xhtml('<p>Ærø &oelig; &#8364; &hellip;</p>').replace('utf-8', 'utf-16');
    const book = await read({ pages: [['1.xhtml', '']], files: { 'OPS/1.xhtml': encode(page) } });
    expect(book.chapters[0]?.blocks[0]?.lines).toEqual(['Ærø œ € …']);
  });

  it('are read where XHTML has a prefix', async () => {
    const page =
      '<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:h1>One</h:h1><h:p>She went down to the quay.</h:p></h:body></h:html>';
    const book = await read({ pages: [['1.xhtml', '']], files: { 'OPS/1.xhtml': page } });
    expect(book.chapters[0]).toEqual({
      title: 'One',
      blocks: [{ kind: 'paragraph', level: 0, lines: ['She went down to the quay.'] }],
    });
  });

  it('that are drawings or pictures are passed over', async () => {
    const items =
      '<item id="s" href="s.svg" media-type="image/svg+xml"/><item id="j" href="j.jpg" media-type="image/jpeg"/>';
    const opf =
      `<package><metadata/><manifest>${items}<item id="p" href="p.xhtml" media-type="application/xhtml+xml"/></manifest>` +
      '<spine><itemref idref="s"/><itemref idref="j"/><itemref idref="none"/><itemref idref="p"/></spine></package>';
    const book = await read({
      pages: [],
      files: {
        'OPS/book.opf': opf,
        'OPS/s.svg': '<svg><text>S</text></svg>',
        'OPS/p.xhtml': xhtml(prose('Maren')),
      },
    });
    expect(book.chapters).toHaveLength(1);
  });

  const lacking = (nav: string): SmallEpub => ({
    ...two,
    nav,
    files: {
      'OPS/book.opf':
        '<package><metadata/><manifest><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/><item id="a" href="1.xhtml" media-type="application/xhtml+xml"/>' +
        '<item id="b" href="2.xhtml" media-type="application/xhtml+xml"/><item id="c" href="ad.xhtml" media-type="application/xhtml+xml"/></manifest>' +
        '<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>',
    },
  });

  it('that are missing are told of, and fail the import where they are chapters', async () => {
    const both = link('1.xhtml', 'One') + link('2.xhtml', 'Two');
    const book = await read(lacking(`<ol>${both}</ol>`));
    expect(book.leftOut).toEqual([
      { what: 'pages that the file lacks (OPS/ad.xhtml)', characters: 0 },
    ]);
    const bytes = makeEpub(lacking(`<ol>${both}${link('ad.xhtml', 'Three')}</ol>`));
    const refused = await readBook({ name: 'b.epub', bytes });
    expect(refused.ok ? '' : JSON.stringify(refused.failure)).toContain('OPS/ad.xhtml is missing');
  });

  it('are left out as what the guide or the landmarks call them, unless they are long', async () => {
    const pages = [
      ['d.xhtml', '<p>For Karen.</p>'],
      ...two.pages,
      ['i.xhtml', '<p>Quay, 2</p>'],
    ] as const;
    const guide =
      '<guide><reference type="dedication" href="d.xhtml"/><reference type="index" href="i.xhtml"/><reference type="title-page" href="1.xhtml"/></guide>';
    const long = pages.map(
      ([path, body]) =>
        [path, path === '1.xhtml' ? body + prose('Maren').repeat(20) : body] as const,
    );
    const book = await read({ pages: long, ncx: goodNcx, guide });
    expect(book.chapters.map(({ title }) => title)).toEqual(['The Quay', 'The Ferry']);
    expect(book.leftOut.map(({ what }) => what)).toEqual(['dedication', 'index']);
    const nav = `<ol>${link('1.xhtml', 'The Quay')}${link('2.xhtml', 'The Ferry')}</ol></nav><nav epub:type="landmarks"><ol><li><a epub:type="dedication" href="d.xhtml">D</a></li></ol>`;
    expect((await read({ pages, nav })).leftOut.map(({ what }) => what)).toContain('dedication');
  });
});

describe('what the package says', () => {
  const metadata = (text: string) => ({ ...two, metadata: `<dc:title>A Book</dc:title>${text}` });

  it('of the series, as EPUB 3 or as Calibre does', async () => {
    const epub3 =
      '<meta property="belongs-to-collection" id="x">A Set</meta><meta refines="#x" property="collection-type">set</meta>' +
      '<meta property="belongs-to-collection" id="y">Tales of the Quay</meta><meta refines="#y" property="collection-type">series</meta>' +
      '<meta refines="#y" property="group-position">2.5</meta>';
    const calibre =
      '<meta name="calibre:series" content="Tales of the Quay"/><meta name="calibre:series_index" content="3.0"/>';
    expect(await read(metadata(epub3))).toMatchObject({
      series: 'Tales of the Quay',
      seriesNumber: 2.5,
    });
    expect(await read(metadata(calibre))).toMatchObject({
      series: 'Tales of the Quay',
      seriesNumber: 3,
    });
    expect(await read(two)).not.toHaveProperty('series');
  });

  it('of how words are read, by lexicons and by attributes', async () => {
    const pls = (lang: string, entries: string) =>
      `<lexicon xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="${lang}">${entries}</lexicon>`;
    const lexeme = (grapheme: string, said: string) =>
      `<lexeme><grapheme>${grapheme}</grapheme>${said}</lexeme>`;
    const book = await read({
      metadata: '<dc:title>A Book</dc:title><dc:language>en-GB</dc:language>',
      items:
        '<item id="l" href="en.pls" media-type="application/pls+xml"/><item id="f" href="fr.pls" media-type="application/pls+xml"/>',
      files: {
        'OPS/en.pls': pls(
          'en',
          lexeme('Cholmondeley', '<alias>Chumley</alias>') +
            `<lexeme><grapheme>quay</grapheme><grapheme>quays</grapheme><phoneme>kiː</phoneme></lexeme>` +
            lexeme('St', '<phoneme>seɪnt</phoneme><alias>Saint</alias>') +
            lexeme('__proto__', '<alias>proto</alias>'),
        ),
        'OPS/fr.pls': pls('fr', lexeme('Maren', '<alias>Marène</alias>')),
      },
      pages: [
        [
          '1.xhtml',
          `<p xmlns:ssml="http://www.w3.org/2001/10/synthesis"><span ssml:alphabet="x-JEITA" ssml:ph="ア'サ">朝</span> <b ssml:alphabet="x-sampa" ssml:ph="gaUt">gout</b></p>${prose('Maren')}`,
        ],
      ],
    });
    expect(book.lexicon).toEqual({
      朝: 'アサ',
      Cholmondeley: 'Chumley',
      St: 'Saint',
      ['__proto__']: 'proto',
    });
    expect(book.leftOut).toEqual([
      { what: 'pronunciations in phonetic signs', characters: 'gout,quay,quays'.length },
    ]);
  });
});

describe('without contents and headings', () => {
  it('finds chapters by paragraphs that count them, over several files, and the dedication', async () => {
    const book = await read({
      pages: [
        ['d.xhtml', '<p class="ded">Til Mor</p>'],
        ['1.xhtml', `<p class="chap">Kapitel 1</p>${prose('Maren')}`],
        ['2.xhtml', prose('Ida')],
        ['3.xhtml', `<p><b>Kapitel 2</b></p>${prose('Jonas')}`],
      ],
    });
    expect(book.chapters.map(({ title, blocks }) => [title, blocks.length])).toEqual([
      ['Kapitel 1', 2],
      ['Kapitel 2', 1],
    ]);
    expect(book.leftOut).toEqual([{ what: 'dedication', characters: 6 }]);
  });
});

it('leaves no heading of a part behind whose chapters were dropped', async () => {
  const part = (label: string, path: string, inner: string) =>
    `<li><a href="${path}">${label}</a><ol>${inner}</ol></li>`;
  const epub: SmallEpub = {
    nav: `<ol>${part('Part One', 'p.xhtml', link('1.xhtml', 'Chapter 1'))}${part('Part Two', 'q.xhtml', link('2.xhtml', 'Chapter 2'))}</ol>`,
    pages: [
      ['p.xhtml', '<h1>Part One</h1>'],
      ['1.xhtml', `<h2>Chapter 1</h2>${prose('Maren')}`],
      ['q.xhtml', '<h1>Part Two</h1>'],
      ['2.xhtml', `<h2>Chapter 2</h2>${prose('Jonas')}`],
    ],
  };
  const wanted = new ImportChoices({ drop: ['Chapter 2'] });
  const book = await readBook({ name: 'b.epub', bytes: makeEpub(epub) }, wanted);
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  const [only, ...others] = book.value.chapters;
  expect(others).toEqual([]);
  expect(only?.blocks.flatMap(({ lines }) => lines)).not.toContain('Part Two');
});
