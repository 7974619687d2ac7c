import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lettersOf } from '../clean-text.ts';
import { ImportChoices } from '../import-choices.ts';
import { plainTextReader } from './plain-text-reader.ts';

async function read(text: string, name = 'book.txt') {
  const draft = await plainTextReader.read({ name, bytes: Buffer.from(text) }, new ImportChoices());
  if (!draft.ok) throw new Error(JSON.stringify(draft.failure));
  return draft.value;
}

async function titlesOf(text: string): Promise<string[]> {
  return (await read(text)).chapters.map(({ title }) => title);
}

/** Some 1,400 characters of prose in lines of at most 60. */
function wrapped(subject: string): string {
  const sentence = `${subject} went down to the quay, and waited there for the ferry that was late again. `;
  return Array.from({ length: 5 }, () => wrapLines(sentence.repeat(4).trim())).join('\n\n');
}

function wrapLines(text: string): string {
  return text.replace(/(.{40,60}) /g, '$1\n');
}

/** A book of chapters under these headings, each with its own text. */
function bookOf(headings: readonly string[], gap = '\n\n\n\n\n'): string {
  return headings.map((heading, at) => `${heading}\n\n${wrapped(`Person ${at + 1}`)}`).join(gap);
}

describe('plainTextReader: chapters', () => {
  it.each([
    ['numbered', ['Chapter I', 'Chapter II', 'Chapter III']],
    ['with titles', ['CHAPTER 1. The Ferry', 'CHAPTER 2. The Lamp', 'CHAPTER 3. The Bell']],
    ['in French', ['CHAPITRE PREMIER', 'CHAPITRE II', 'CHAPITRE III']],
    ['in Danish', ['Første Kapitel', 'Andet Kapitel', 'Tredje Kapitel']],
    ['with bare Roman numerals', ['I', 'II', 'III', 'IV']],
    ['with bare numbers', ['1', '2', '3']],
    ['with numbers and titles', ['1. The Ferry', '2. The Lamp', '3. The Bell']],
    ['in capitals alone', ['THE FERRY', 'A LAMP IN THE NIGHT', '„FORTUNA“']],
    ['with one misprinted', ['CHAPTER I', 'CHAPTER II', 'CHAPTER II', 'CHAPTER IV']],
    ['with an end that is named', ['CHAPTER I', 'CHAPTER II', 'CONCLUSION']],
    ['with a beginning that is named', ['Prologue', 'Chapter 1', 'Chapter 2', 'Épilogue']],
  ])('finds chapters %s', async (_, headings) => {
    expect(await titlesOf(bookOf(headings))).toEqual(headings);
  });

  it('joins a number to the title that stands below it', async () => {
    expect(await titlesOf(bookOf(['I\n\nMarseille.--L’arrivée.\n', 'II\n\nLe père.\n']))).toEqual([
      'I. Marseille.—L’arrivée.',
      'II. Le père.',
    ]);
    expect(await titlesOf(bookOf(['Chapter I\nThe Science', 'Chapter II\nThe Case']))).toEqual([
      'Chapter I. The Science',
      'Chapter II. The Case',
    ]);
    const named = ['Chapter 1\n\nThe Prologue', 'Chapter 2\n\nThe Loud Knock'];
    expect(await titlesOf(bookOf(named))).toEqual([
      'Chapter 1. The Prologue',
      'Chapter 2. The Loud Knock',
    ]);
    const long = 'Chapter II: How Mr. Beebe, Mrs. Honeychurch and\nall Others Drove Out';
    expect(await titlesOf(bookOf(['Chapter I: Medieval', long]))).toEqual([
      'Chapter I: Medieval',
      long.replace('\n', ' '),
    ]);
  });

  it('takes short first paragraphs for text and not for titles', async () => {
    const text = `Chapter 1\n\n“Tom!”\n\n${wrapped('Tom')}\n\nChapter 2\n\n“No!”\n\n${wrapped('Ida')}`;
    expect(
      (await read(text)).chapters.map(({ title, blocks }) => [title, blocks[0]?.lines]),
    ).toEqual([
      ['Chapter 1', ['“Tom!”']],
      ['Chapter 2', ['“No!”']],
    ]);
  });

  it('begins counting again in each part, and makes the part’s title a heading', async () => {
    const part = (title: string) => `${title}\n\n\n\n\n${bookOf(['Chapter 1', 'Chapter 2'])}`;
    const book = await read(`${part('PART ONE--The Quay')}\n\n\n\n\n\n${part('PART TWO')}`);
    expect(book.chapters.map(({ title }) => title)).toEqual([
      'Chapter 1',
      'Chapter 2',
      'Chapter 1',
      'Chapter 2',
    ]);
    expect(book.chapters[0]?.blocks.slice(0, 2)).toEqual([
      { kind: 'heading', level: 2, lines: ['PART ONE—The Quay'] },
      { kind: 'heading', level: 1, lines: ['Chapter 1'] },
    ]);
    expect(book.chapters[1]?.blocks).toHaveLength(5);
  });

  it('takes a story without chapters, between others that have some, for a chapter', async () => {
    const story = (title: string) => `${title}\n\n\n${bookOf(['I', 'II'], '\n\n\n\n')}`;
    const single = `A Story Apart\n\n${wrapped('Else')}`;
    const text = [story('The First Story'), single, story('The Last Story')].join('\n\n\n\n');
    const book = await read(`Stories\n\nA. Writer\n\n\n\n${text}`);
    expect(book.chapters.map(({ title }) => title)).toEqual([
      'I',
      'II',
      'A Story Apart',
      'I',
      'II',
    ]);
    expect(book.chapters[3]?.blocks[0]?.lines).toEqual(['The Last Story']);
  });

  it('leaves a table of contents out, before the chapters and behind them', async () => {
    const listed = 'CONTENTS\n\nChapter 1\n\nChapter 2\n\nChapter 3\n\n\n\n';
    const headings = ['Chapter 1', 'Chapter 2', 'Chapter 3'];
    const front = await read(listed + bookOf(headings));
    expect(front.chapters.map(({ title }) => title)).toEqual(headings);
    expect(front.leftOut.map(({ text }) => text)).toEqual(['CONTENTS', ...headings]);
    const back = `${bookOf(['I', 'II'])}\n\n\n\nTable des matières\n\nI  Le bac  5\nII  La lampe  9\n`;
    expect(await titlesOf(back)).toEqual(['I', 'II']);
    expect(
      await titlesOf(`Contents\nI The Ferry\nII The Lamp\n\n\n${bookOf(['I', 'II'])}`),
    ).toEqual(['I', 'II']);
  });

  it('takes page numbers, lists and years in the text for no chapters', async () => {
    const list = '1. One lamp\n\n2. Two oars\n\n3. Three men';
    const year = 'It was the year\n\n1911\n\nwhen it rained.';
    expect(
      await titlesOf(`${wrapped('Ida')}\n\n${list}\n\n${year}\n\n${wrapped('Per')}`),
    ).toHaveLength(1);
    expect(
      await titlesOf(`${wrapped('Ida')}\n\nPart of the plan\n\n${wrapped('Per')}`),
    ).toHaveLength(1);
    expect(await titlesOf(`- I går regnede det.\n\nI dag ikke.\n\nI morgen måske.`)).toHaveLength(
      1,
    );
  });

  it('makes one chapter of a text without headings, under its first line or the file’s name', async () => {
    expect((await read(`The Last Ferry\n\n${wrapped('Ida')}`)).chapters[0]).toMatchObject({
      title: 'The Last Ferry',
      blocks: { length: 5 },
    });
    expect((await read(wrapped('Ida'), 'x/the_last-ferry.txt')).chapters[0]?.title).toBe(
      'The Last Ferry',
    );
  });
});

describe('plainTextReader: text', () => {
  it('joins wrapped lines, and keeps unwrapped ones', async () => {
    const lines = wrapped('Ida').split('\n\n');
    expect((await read(lines.join('\n\n'))).chapters[0]?.blocks[0]?.lines).toEqual([
      lines[0]?.replaceAll('\n', ' '),
    ]);
    const paragraph = 'Ida went down to the quay. '.repeat(8).trim();
    for (const gap of ['\n', '\n\n', '\r\n\r\n', '\r']) {
      const text = Array.from({ length: 8 }, () => paragraph).join(gap);
      expect((await read(text)).chapters[0]?.blocks).toHaveLength(8);
    }
  });

  it('keeps verse that is indented, and joins letters that are', async () => {
    const verse = '    Fifteen men on the chest--\n      Yo-ho-ho, and a bottle!';
    const letter =
      '        I have it from my father, who had it from his own, and\n        have set it down with all belief that it was so, for the\n        sake of those who come.';
    const text = [wrapped('Jim'), verse, letter, wrapped('Ida')].join('\n\n');
    const { blocks } = (await read(text)).chapters[0] ?? { blocks: [] };
    expect(blocks.slice(5, 7)).toEqual([
      { kind: 'verse', level: 0, lines: ['Fifteen men on the chest—', 'Yo-ho-ho, and a bottle!'] },
      {
        kind: 'quotation',
        level: 0,
        lines: [letter.trim().replace(/\s*\n\s*/g, ' ')],
      },
    ]);
  });

  it('reads scene breaks by marks, and by space where paragraphs are not wrapped', async () => {
    const kinds = async (text: string) =>
      (await read(text)).chapters[0]?.blocks.map(({ kind }) => kind);
    expect((await kinds(`${wrapped('A')}\n\n  *   *   *\n\n${wrapped('B')}`))?.[5]).toBe(
      'scene-break',
    );
    const paragraph = 'Ida went down to the quay. '.repeat(8).trim();
    const scene = Array.from({ length: 15 }, () => paragraph).join('\n\n');
    expect(await kinds(`${scene}\n\n\n${scene}`)).toMatchObject({ 15: 'scene-break', length: 31 });
  });

  it('reads Project Gutenberg’s header, and leaves it and the licence out', async () => {
    const text = [
      'The Project Gutenberg EBook of A Book, by A. Writer\r\n\r\nYou may copy it.\r\n',
      'Title: A Book\r\n\r\nAuthor: A. Writer\r\n\r\nLanguage: French\r\n',
      '*** START OF THIS PROJECT GUTENBERG EBOOK A BOOK ***\r\n\r\nProduced by volunteers\r\n',
      `A BOOK\r\n\r\nBy A. Writer\r\n\r\n${bookOf(['Chapter 1', 'Chapter 2']).replaceAll('\n', '\r\n')}\r\n`,
      'End of the Project Gutenberg EBook of A Book, by A. Writer\r\n',
      '*** END OF THIS PROJECT GUTENBERG EBOOK A BOOK ***\r\n\r\nChapter 3 of the licence.',
    ].join('\r\n');
    const { chapters, leftOut, letters: _, ...facts } = await read(text);
    expect(facts).toEqual({ title: 'A Book', author: 'A. Writer', language: 'fr' });
    expect(chapters.map(({ title, blocks }) => [title, blocks.length])).toEqual([
      ['Chapter 1', 5],
      ['Chapter 2', 5],
    ]);
    expect(leftOut.map(({ what }) => what)).toEqual([
      'Project Gutenberg header',
      'Project Gutenberg licence',
      'title page',
      'title page',
    ]);
  });

  it('takes page numbers and running heads out, and joins what they cut', async () => {
    const page = (number: string, text: string) => `${text}\n\n${number}\n\f\nTHE LAST FERRY\n\n`;
    const text =
      page(
        '1',
        'CHAPTER ONE\n\nThe Ferry\n\nMaren had run the whole length of the har-\nbour, and was still run-',
      ) +
      page('- 2 -', 'ning when the rope went in. It was made in\n9\nminutes by a well-known man.') +
      page(
        'Page 3',
        'CHAPTER TWO\n\nThe Lamp\n\nThere was one lamp lit, on the well-\nknown quay, and',
      ) +
      '\nit went out.\n\n[4]\n';
    const { chapters, leftOut } = await read(text);
    expect(
      chapters.map(({ title, blocks }) => [title, ...blocks.flatMap(({ lines }) => lines)]),
    ).toEqual([
      [
        'CHAPTER ONE. The Ferry',
        'Maren had run the whole length of the harbour, and was still running when the rope went in. It was made in 9 minutes by a well-known man.',
      ],
      ['CHAPTER TWO. The Lamp', 'There was one lamp lit, on the well-known quay, and it went out.'],
    ]);
    expect(leftOut).toEqual([
      { what: 'page numbers', text: '1 - 2 - Page 3 [4]' },
      { what: 'running heads', text: 'THE LAST FERRY THE LAST FERRY THE LAST FERRY' },
    ]);
  });

  it('guesses title and author', async () => {
    expect(await read(`EMMA\n\nBy Jane Austen\n\n\n\n${bookOf(['I', 'II'])}`)).toMatchObject({
      title: 'Emma',
      author: 'Jane Austen',
    });
    const french = await read(
      `Alexandre Dumas\n\nLE COMTE DE MONTE-CRISTO\n\n\n${bookOf(['I', 'II']).replace(/went down to the quay/g, 'est descendue sur le quai avec les autres dans la nuit')}`,
    );
    expect(french).toMatchObject({ title: 'Le Comte de Monte-Cristo', author: 'Alexandre Dumas' });
    expect(await read(bookOf(['I', 'II']), 'Jane Austen - Emma.txt')).toMatchObject({
      title: 'Emma',
      author: 'Jane Austen',
    });
  });

  it('lets no letter or digit of the source vanish, and adds none but a title', async () => {
    const line = fc.constantFrom(
      ...[
        '',
        '',
        '',
        'Chapter 1',
        'CHAPTER II',
        'I',
        'II.',
        '3',
        'CONTENTS',
        'PART ONE',
        'Epilogue',
      ],
      ...['* * *', '[Illustration: A lamp]', '    Indented line of verse', 'Title', 'By A. Writer'],
      'It rained all day on the quay, and nobody came but the ticket man.',
      '“Why?” he said--and _went_.',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 40 }), async (lines) => {
        fc.pre(lettersOf(lines.join('')) !== '');
        const { chapters, leftOut } = await read(lines.join('\n'), 'zz.txt');
        const told = chapters.flatMap(({ title, blocks }) => [
          ...(blocks.some(({ level }) => level === 1) ? [] : [title]),
          ...blocks.flatMap((block) => block.lines),
        ]);
        const sorted = (texts: string[]) => [...lettersOf(texts.join(' '))].sort().join('');
        const found = sorted([...told, ...leftOut.map(({ text }) => text)]);
        const added = chapters.length === 1 ? (chapters[0]?.title ?? '') : '';
        expect([
          sorted(lines),
          sorted([...lines, added]),
          sorted([...lines, 'Front matter']),
        ]).toContain(found);
      }),
      { numRuns: 300 },
    );
  });
});
