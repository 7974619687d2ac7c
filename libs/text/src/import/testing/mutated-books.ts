import { strToU8, unzipSync, zipSync } from 'fflate';
import { makeDocx, paragraph, run } from './small-docx.ts';
import { makeEpub } from './small-epub.ts';
import { makePdf } from './small-pdf.ts';

/** A sound book of a format, for mutation. */
export interface SoundBook {
  name: string;
  bytes: Uint8Array;
  /** What mutations put in, besides bytes: tags, entities, control characters of the format. */
  words: readonly string[];
}

const prose = (subject: string) =>
  `${subject} went down to the quay “and waited” there for the ferry, no. 9, all night. `.repeat(4);

const tags =
  '<p> </p> <div> <h1> </h1> <a href="#c1"> <img alt="x"/> <br/> <hr> <table><tr><td>'.split(' ');
const hostile = [
  '&x;',
  '&#0;',
  '&#xD800;',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<!DOCTYPE a [<!ENTITY x "x">]>',
  '\0',
  '\ufffe',
];

/** The formats that are mutated; a further one is a line. */
export const soundBooks: readonly SoundBook[] = [
  { name: 'book.epub', bytes: epub(), words: [...tags, ...hostile, '../', 'epub:type="noteref"'] },
  {
    name: 'book.docx',
    bytes: docx(),
    words: [
      ...hostile,
      '<w:p>',
      '</w:p>',
      '<w:tbl>',
      '<w:tr>',
      '<w:fldChar w:fldCharType="begin"/>',
      '<w:del>',
      'w:val="-1"',
    ],
  },
  {
    name: 'book.fb2',
    bytes: strToU8(fb2()),
    words: [...hostile, '<section>', '</section>', '<title>', '<v>', '<body>', '<binary id="c">'],
  },
  {
    name: 'book.html',
    bytes: strToU8(html()),
    words: [...tags, ...hostile, '<main>', '<nav>', '<form>', '<li>', '<sup>'],
  },
  {
    name: 'book.md',
    bytes: strToU8(markdown()),
    words: ['# ', '---\n', '> ', '- ', '| ', '[^1]', '^[', '](', '```', '<div>', '\n\n', '*', '\\'],
  },
  {
    name: 'book.pdf',
    bytes: pdf(),
    words: [
      'endobj',
      '<<',
      '>>',
      '/Kids[3 0 R]',
      '/Parent 2 0 R',
      'stream\n',
      '0 0 0 0',
      '(',
      '999999999',
      'Tj',
    ],
  },
];

/** Draws the same numbers for the same seed: Mulberry32. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}

/** A mutated book: of an archive sometimes the archive itself, else a file that is in it. */
export function mutatedBook(
  seed: number,
  books: readonly SoundBook[] = soundBooks,
): { name: string; bytes: Uint8Array } {
  const draw = randomOf(seed);
  const book = books[draw(books.length)] ?? {
    name: 'book.md',
    bytes: strToU8(''),
    words: [],
  };
  const isArchive = book.bytes[0] === 0x50 && book.bytes[1] === 0x4b;
  if (!isArchive || draw(4) === 0)
    return { name: book.name, bytes: mutated(book.bytes, book.words, draw) };
  const files: Record<string, Uint8Array> = { ...unzipSync(book.bytes) };
  const paths = Object.keys(files);
  for (let i = 0; i <= draw(2); i++) {
    const path = paths[draw(paths.length)] ?? '';
    if (draw(12) === 0) delete files[path];
    else files[path] = mutated(files[path] ?? new Uint8Array(), book.words, draw);
  }
  return { name: book.name, bytes: zipSync(files, { level: 1 }) };
}

function mutated(
  bytes: Uint8Array,
  words: readonly string[],
  draw: (below: number) => number,
): Uint8Array {
  let result: Uint8Array = bytes;
  for (let i = 0; i <= draw(8); i++) {
    const at = draw(result.length);
    const end = Math.min(result.length, at + draw(200));
    const word = Buffer.from(words[draw(words.length)] ?? '');
    const [before, cut, behind] = [
      result.subarray(0, at),
      result.subarray(at, end),
      result.subarray(end),
    ];
    const changes: Uint8Array[][] = [
      [before, behind],
      [before, cut, cut, behind],
      [before, word, cut, behind],
      [before, ...Array.from({ length: draw(300) }, () => word), behind],
      [behind, cut, before],
      [before, Buffer.from([draw(256), draw(256)]), cut, behind],
      [draw(20) === 0 ? before : result],
      [before, ...Array.from({ length: draw(60) }, () => cut), behind],
    ];
    result = Buffer.concat(changes[draw(changes.length)] ?? [result]);
  }
  return new Uint8Array(result);
}

function epub(): Uint8Array {
  const page = (title: string, subject: string) =>
    `<h1 id="t">${title}</h1><p>${prose(subject)}<a epub:type="noteref" href="#n">1</a></p><hr/>` +
    `<div class="verse"><p class="line">${subject}</p></div><aside epub:type="footnote" id="n"><p>A note.</p></aside>`;
  return makeEpub({
    pages: [
      ['1.xhtml', page('One', 'Maren')],
      ['2.xhtml', page('Two', 'Jonas')],
    ],
    nav: '<ol><li><a href="1.xhtml#t">One</a></li><li><a href="2.xhtml">Two</a></li></ol>',
    ncx: '<navPoint><navLabel><text>One</text></navLabel><content src="1.xhtml"/></navPoint>',
  });
}

function docx(): Uint8Array {
  const chapter = (title: string, subject: string) =>
    `${paragraph(title, 'Heading1')}${paragraph(prose(subject))}<w:p>${run(subject, '<w:b/><w:vanish/>')}` +
    `<w:r><w:footnoteReference w:id="2"/></w:r><w:fldSimple w:instr="PAGE">${run('7')}</w:fldSimple></w:p>` +
    `<w:tbl><w:tr><w:tc>${paragraph('a')}</w:tc><w:tc>${paragraph('b')}</w:tc></w:tr></w:tbl>`;
  return makeDocx({
    body: chapter('Chapter 1', 'Maren') + chapter('Chapter 2', 'Jonas'),
    styles: '<w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>',
    footnotes: `<w:footnote w:id="2">${paragraph('A note.')}</w:footnote>`,
    properties: '<dc:title>A Quay</dc:title>',
  });
}

function fb2(): string {
  const section = (title: string, subject: string) =>
    `<section id="${subject}"><title><p>${title}</p></title><p>${prose(subject)}<a l:href="#n1" type="note">1</a></p>` +
    `<empty-line/><poem><stanza><v>${subject}</v></stanza></poem></section>`;
  return (
    '<?xml version="1.0" encoding="utf-8"?><FictionBook xmlns:l="l"><description><title-info><book-title>A Quay' +
    '</book-title><coverpage><image l:href="#c"/></coverpage></title-info></description>' +
    `<body><title><p>A Quay</p></title>${section('One', 'Maren')}${section('Two', 'Jonas')}</body>` +
    '<body name="notes"><section id="n1"><title><p>1</p></title><p>A note.</p></section></body>' +
    '<binary id="c">/9j/4AAQ</binary></FictionBook>'
  );
}

function html(): string {
  return (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A Quay</title></head><body><nav>Home</nav>' +
    '<ul><li><a href="#c1">One</a></li><li><a href="#c2">Two</a></li><li><a href="#c3">Three</a></li></ul>' +
    ['Maren', 'Jonas', 'Ida']
      .map(
        (subject, at) =>
          `<h2 id="c${at + 1}">${subject}</h2><p>${prose(subject)}<sup><a href="#n${at}">[${at}]</a></sup></p>`,
      )
      .join('<hr>') +
    '<div class="footnote" id="n1">[1] A note.</div><footer>Mine</footer></body></html>'
  );
}

function markdown(): string {
  const chapter = (title: string, subject: string) =>
    `## ${title} {#a}\n\n${prose(subject)}[^1]\n\n> ${subject}\n\n- *one*\n- two\n\n***\n\n| a b\n| c d\n\n` +
    '| a | b |\n|---|---|\n| c | d |\n\n```\nNO FERRY\n```\n';
  return `---\ntitle: A Quay\nauthor: Ann\n---\n\n${chapter('One', 'Maren')}\n${chapter('Two', 'Jonas')}\n[^1]: A note.\n`;
}

function pdf(): Uint8Array {
  const page = (title: string, subject: string) => [
    { text: title, x: 150, y: 60, size: 20, font: 'bold' as const },
    ...[100, 114, 128].map((y) => ({ text: `${subject} waited there for the ferry`, x: 60, y })),
  ];
  return makePdf({
    pages: [page('One', 'Maren'), page('Two', 'Jonas')],
    outline: [{ title: 'One', page: 0 }],
    info: { Title: 'A Quay' },
  });
}
