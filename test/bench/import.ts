import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBook } from '@audiobook/text/import/read-book';
import {
  type CorpusBook,
  chapterKey,
  corpusEpubs,
  corpusTexts,
} from '@audiobook/text/import/testing/corpus-books';
import type { Benchmark } from './benchmark.ts';
import { type BookFile, bookFiles, pdfBook, textOnPages } from './book-files.ts';
import { corpusFolder } from './corpus-book.ts';
import { median, wallSeconds } from './measure.ts';
import type { Figure } from './row.ts';

const turns = 3;
/** Seconds that 10 MB of text, and 300 pages of a PDF, may take. */
const longest = 10;
const characters = 10_000_000;
const pages = 300;

/**
 * How fast files of each format are imported, and how many chapters of the books that
 * AUDIOBOOK_CORPUS names are found with their titles, first and last ten words.
 */
export const importBooks: Benchmark = async function* ({ say }) {
  for (const file of [...bookFiles(characters), pdfBook(pages)]) {
    say(`${file.name}, ${turns} turns`);
    yield* speedOf(file);
  }
  if (!corpusFolder) say('AUDIOBOOK_CORPUS names no folder of books: no chapter can be looked for');
  yield await chaptersOf('texts', corpusTexts);
  yield await chaptersOf('EPUBs', corpusEpubs);
};

async function* speedOf(file: BookFile): AsyncGenerator<Figure> {
  const seconds: number[] = [];
  let note = '';
  for (let turn = 0; turn < turns; turn++) {
    seconds.push(
      await wallSeconds(async () => {
        const book = await readBook(file);
        if (!book.ok) throw new Error(JSON.stringify(book.failure));
        const { chapters, letters } = book.value;
        note = `${chapters.length} chapters, ${letters.source} letters, ${letters.missing} missing`;
      }),
    );
  }
  const taken = median(seconds);
  const isPdf = file.name.endsWith('.pdf');
  const what = isPdf ? `${pages} pages` : '10 MB of text';
  yield {
    ...{ name: `${file.name}, ${what}`, value: taken, unit: 's', note },
    goal: { atMost: longest },
  };
  const text = isPdf ? textOnPages(pages) : characters;
  yield { name: `${file.name}, text`, value: text / 1e6 / taken, unit: 'MB/s' };
}

async function chaptersOf(name: string, books: readonly CorpusBook[]): Promise<Figure> {
  const all = books.reduce((sum, { chapters }) => sum + chapters.length, 0);
  const figure: Omit<Figure, 'value'> = {
    ...{ name: `${name}: chapters right`, unit: 'chapters' as const, goal: { atLeast: 1 } },
    beside: { name: 'chapters in all', value: all },
  };
  if (!corpusFolder) return { ...figure, value: null };
  let right = 0;
  for (const { file, language, chapters } of books) {
    const book = await readBook({ name: file, bytes: readFileSync(join(corpusFolder, file)) });
    if (!book.ok) continue;
    const found = book.value.chapters.map((chapter) => chapterKey(chapter, language).join());
    right += chapters.filter((wanted, at) => wanted.join() === found[at]).length;
  }
  return { ...figure, value: right };
}
