import { strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { importBook, leftOutOf, told } from '../testing/told.ts';

const prose = (subject: string) =>
  `${subject} went down to the quay and waited there for the ferry.`;

const description =
  '<description><title-info><genre>sf</genre><author><first-name>Ann</first-name><middle-name>B.</middle-name>' +
  '<last-name>Writer</last-name></author><author><nickname>Bo</nickname></author><book-title>A Quay</book-title>' +
  '<annotation><p>A <strong>tale</strong>.</p><p>Of boats.</p></annotation><date value="1923-01-01">then</date>' +
  '<coverpage><image l:href="#c.jpg"/></coverpage><lang>en</lang><sequence name="Quays" number="2"/></title-info>' +
  '<document-info><author><nickname>somebody</nickname></author></document-info>' +
  '<publish-info><publisher>Quay Press</publisher></publish-info></description>';

const fiction = (bodies: string, prolog = '<?xml version="1.0" encoding="utf-8"?>') =>
  `${prolog}<FictionBook xmlns="f" xmlns:l="l">${description}${bodies}` +
  '<binary id="x.png">AAAA</binary><binary id="c.jpg">/9j/4AAQ\nSkZJRg==</binary></FictionBook>';

const title = (...lines: string[]) =>
  `<title>${lines.map((line) => `<p>${line}</p>`).join('<empty-line/>')}</title>`;

const book = fiction(
  `<body>${title('Ann B. Writer', 'A Quay')}<epigraph><p>All flows.</p><text-author>Someone</text-author></epigraph>` +
    `<section>${title('Part One')}<section id="s">${title('Chapter 1', 'Out')}<p>${prose('Maren')}` +
    '<a l:href="#n1" type="note">[1]</a></p><empty-line/>' +
    '<poem><stanza><v>The tide came in</v><v>the tide went out</v></stanza><stanza><v>and in</v></stanza>' +
    `</poem><subtitle>* * *</subtitle><cite><p>A <emphasis>letter</emphasis>.</p></cite></section>` +
    `<section>${title('Chapter 2')}<p>${prose('Jonas')}</p><p>Late.</p><p>Later.</p><image l:href="#x.png"/></section></section>` +
    `<section>${title('Part Two')}<section>${title('Chapter 3')}<p>${prose('Ida')}</p></section></section></body>` +
    `<body name="notes">${title('Notes')}<section id="n1">${title('1')}<p>It was late.</p></section></body>`,
);

const chapters = [
  [
    'Chapter 1. Out',
    'quotation: All flows.',
    'quotation: Someone',
    'heading2: Part One',
    'heading1: Chapter 1. Out',
    `paragraph: ${prose('Maren')}`,
    '***',
    'verse: The tide came in / the tide went out',
    'verse: and in',
    '***',
    'quotation: A letter.',
  ],
  ['Chapter 2', `paragraph: ${prose('Jonas')}`, 'paragraph: Late.', 'paragraph: Later.'],
  ['Chapter 3', 'heading2: Part Two', 'heading1: Chapter 3', `paragraph: ${prose('Ida')}`],
];

it('reads parts, chapters, poems and notes, and what the book says of itself', async () => {
  const read = await importBook('b.fb2', book);
  expect(read).toMatchObject({
    title: 'A Quay',
    author: 'Ann B. Writer, Bo',
    language: 'en',
    publisher: 'Quay Press',
    year: 1923,
    description: 'A tale.\n\nOf boats.',
    series: 'Quays',
    seriesNumber: 2,
    cover: { mediaType: 'image/jpeg' },
    letters: { missing: 0 },
  });
  expect(told(read)).toEqual(chapters);
  expect(leftOutOf(read)).toEqual({ 'title page': 16, footnotes: 15, 'note marks': 4 });
  const inPlace = await importBook('b.fb2', book, { notes: 'in-place' });
  expect(told(inPlace)[0]?.[6]).toBe('paragraph: It was late.');
});

it('reads zipped ones, and encodings that they declare', async () => {
  const zipped = zipSync({ 'b.fb2': strToU8(book) });
  expect(told(await importBook('b.fb2.zip', zipped))).toEqual(chapters);
  const declared = fiction(
    `<body><section><p>@. ${prose('Ida')}</p></section></body>`,
    '<?xml version="1.0" encoding="windows-1251"?>',
  );
  const [before = '', behind = ''] = declared.split('@');
  const bytes = Buffer.concat([
    Buffer.from(before),
    Buffer.from([0xcc, 0xee, 0xf0, 0xe5]),
    Buffer.from(behind),
  ]);
  expect(told(await importBook('b.fb2', new Uint8Array(bytes)))).toEqual([
    ['A Quay', `paragraph: Море. ${prose('Ida')}`],
  ]);
});

it('takes sections without titles for chapters only where none has one', async () => {
  const section = (text: string, inner = '') => `<section>${inner}<p>${text}</p></section>`;
  const bare = fiction(`<body>${section(prose('Maren'))}${section(prose('Jonas'))}</body>`);
  expect(told(await importBook('b.fb2', bare)).map(([name]) => name)).toEqual(['1', '2']);
  const scenes = fiction(
    `<body><section>${title('One')}${section(prose('Maren'))}${section(prose('Jonas'))}</section>` +
      `${section(prose('Ida'), title('Two'))}</body>`,
  );
  expect(told(await importBook('b.fb2', scenes))).toEqual([
    ['One', `paragraph: ${prose('Maren')}`, '***', `paragraph: ${prose('Jonas')}`],
    ['Two', `paragraph: ${prose('Ida')}`],
  ]);
});

it('looks up no entity', async () => {
  const hostile = fiction(
    `<body><section><p>${prose('Maren')}&boom;&file; &mdash;</p></section></body>`,
    '<?xml version="1.0"?><!DOCTYPE F [<!ENTITY boom "boom"><!ENTITY file SYSTEM "file:///etc/passwd">]>',
  );
  expect(told(await importBook('b.fb2', hostile))).toEqual([
    ['A Quay', `paragraph: ${prose('Maren')} —`],
  ]);
});
