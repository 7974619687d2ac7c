import { expect, it } from 'vitest';
import { importBook, leftOutOf, told } from '../testing/told.ts';

const prose = (subject: string) =>
  `${subject} went down to the quay and waited there for the ferry.`;

it('reads front matter, parts and chapters, and no markup', async () => {
  const book = await importBook(
    'b.md',
    [
      '---\ntitle: The Long Quay\nauthor: [Ann Writer, Bo Other]\nlang: en-GB\ndate: 1923-05-01',
      'publisher: Quay Press\nseries: {name: Quays, number: 2}\n---',
      '<!-- nobody reads this -->\n# The Long Quay\n\n*For Karen, who waited.*',
      `## Part One\n\n### Chapter 1: Out {#out}\n\n${prose('**Maren**')} "Is there [another](https://example.org)?"`,
      `#### At the shutter\n\nShe ~~ran~~ walked -- and ***waited***.\nStill.`,
      `Chapter 2: In\n-------------\n\n${prose('Jonas')}`,
      `### Chapter 3: Away ###\n\n\\# ${prose('Ida')}`,
    ]
      .join('\n\n')
      .replace('\n\npublisher', '\npublisher')
      .replace('}\n---\n\n', '}\n---\n'),
  );
  expect(book).toMatchObject({
    title: 'The Long Quay',
    author: 'Ann Writer, Bo Other',
    language: 'en-GB',
    year: 1923,
    publisher: 'Quay Press',
    series: 'Quays',
    seriesNumber: 2,
    letters: { missing: 0 },
  });
  expect(told(book)).toEqual([
    [
      'Chapter 1: Out',
      'paragraph: For Karen, who waited.',
      'heading2: Part One',
      'heading1: Chapter 1: Out',
      `paragraph: ${prose('Maren')} "Is there another?"`,
      'heading2: At the shutter',
      'paragraph: She ran walked — and waited. Still.',
    ],
    ['Chapter 2: In', `paragraph: ${prose('Jonas')}`],
    ['Chapter 3: Away', `paragraph: # ${prose('Ida')}`],
  ]);
  expect(leftOutOf(book)).toEqual({ 'title page': 11, 'front matter': 121 });
});

const blocks = [
  '# One\n\n> A letter came.\n\n- one\n- two\n\n***',
  '| The tide came in\n| the tide went out\n|\n| and in',
  'Roses  \nare red',
  '| a | b |\n|---|---|\n| c | d |',
  '```\nNO FERRY\ntonight\n```\n\n```js\nlet a = 1;\n```\n\n```\nif (a) { b = [c]; }\n```',
  '![A lamp](lamp.png) The end.[^n] So.^[In line.]\n\n[^n]: A note.\n\n[^m]: Nobody’s.',
  '#\n\n# Two\n\nHere it ends, as it had to, and nobody came to the quay.',
].join('\n\n');

it('reads quotations, lists, verse, tables and notes as what they are, and leaves code out', async () => {
  const book = await importBook('b.md', blocks);
  expect(told(book)).toEqual([
    [
      'One',
      'quotation: A letter came.',
      'list-item: one',
      'list-item: two',
      '***',
      'verse: The tide came in / the tide went out',
      'verse: and in',
      'verse: Roses / are red',
      'paragraph: a, b',
      'paragraph: c, d',
      'verse: NO FERRY / tonight',
      'paragraph: The end. So.',
    ],
    ['Two', 'paragraph: Here it ends, as it had to, and nobody came to the quay.'],
  ]);
  expect(leftOutOf(book)).toMatchObject({ images: 5, 'program code': 20, 'note marks': 2 });
  expect(book.letters.missing).toBe(0);
  const inPlace = await importBook('b.md', blocks, { notes: 'in-place' });
  expect(told(inPlace)[0]?.slice(-2)).toEqual(['paragraph: A note.', 'paragraph: In line.']);
  expect(leftOutOf(inPlace)).toMatchObject({ 'notes that nothing refers to': 9 });
});

it('reads TOML and title blocks too, and takes a rule for no front matter', async () => {
  const facts = { title: 'A Quay', author: 'Ann Writer' };
  const toml = '+++\ntitle = "A Quay"\nauthor = "Ann Writer"\n+++\nIt rained.';
  expect(await importBook('b.md', toml)).toMatchObject(facts);
  expect(await importBook('b.md', '% A Quay\n% Ann Writer\n\nIt rained.')).toMatchObject(facts);
  const ruled = await importBook('b.md', '---\n\nIt rained: at last.\n\n---\n\nIt stopped.');
  expect(told(ruled)).toEqual([
    ['B', 'paragraph: It rained: at last.', '***', 'paragraph: It stopped.'],
  ]);
});

it('takes the name alone for a sign of Markdown', async () => {
  expect(
    told(await importBook('b.txt', 'It rained on the quay, _all_ day.\n\n# No heading'))[0],
  ).toContain('paragraph: # No heading');
});

it('takes a long paragraph above a row of hyphens for no heading, and loses no long heading', async () => {
  const long = prose('Maren').repeat(4);
  expect(told(await importBook('b.md', `${long}\n---\n${prose('Jonas')}`))).toEqual([
    ['B', `paragraph: ${long}`, '***', `paragraph: ${prose('Jonas')}`],
  ]);
  const book = await importBook(
    'b.md',
    `# ${prose('Ida').repeat(40)}\n\n# Two\n\n${prose('Jonas')}`,
  );
  expect(told(book)).toEqual([['Two', `paragraph: ${prose('Jonas')}`]]);
  expect(leftOutOf(book)).toHaveProperty(['headings without text']);
  expect(book.letters.missing).toBe(0);
});
