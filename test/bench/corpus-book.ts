import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeChapterText } from '@audiobook/text/import/chapter-text';
import { readBook } from '@audiobook/text/import/read-book';
import { splitSentences } from '@audiobook/text/sentences';

/** The folder of real books to measure with, which AUDIOBOOK_CORPUS names. */
export const corpusFolder = process.env.AUDIOBOOK_CORPUS;

/** A real book as the importer writes it: the text.md of each chapter. */
export interface CorpusBook {
  file: string;
  /** BCP 47. */
  language: string;
  chapters: string[];
}

/** Reads a book of the corpus, named by its path there. */
export async function readCorpusBook(file: string, language: string): Promise<CorpusBook> {
  const bytes = readFileSync(join(corpusFolder ?? '', file));
  const book = await readBook({ name: file, bytes });
  if (!book.ok) throw new Error(`${file}: ${JSON.stringify(book.failure)}`);
  const chapters = book.value.chapters.map((chapter) =>
    writeChapterText(chapter, (text) => splitSentences(text, language)),
  );
  return { file, language, chapters };
}
