/** The books that AUDIOBOOK_CORPUS names a folder of, and what their chapters are. */

import { createHash } from 'node:crypto';
import { blockText, parseChapter } from '../../parse-chapter.ts';
import { splitSentences } from '../../sentences.ts';
import { writeChapterText } from '../chapter-text.ts';
import epubs from '../fixtures/epubs.json' with { type: 'json' };
import texts from '../fixtures/texts.json' with { type: 'json' };
import type { ImportedChapter } from '../imported-book.ts';

/** A book of the corpus; fixtures hold none of its text. */
export interface CorpusBook {
  file: string;
  /** Of the very file that the fixture was drawn from. */
  sha256: string;
  language: string;
  title?: string;
  author?: string;
  /** Title, and what stands for the first and the last ten words: chapterKey(). */
  chapters: string[][];
}

export const corpusTexts: readonly CorpusBook[] = texts.books;
export const corpusEpubs: readonly CorpusBook[] = epubs.books;

/** Title, first ten words and last ten words of a chapter, as the fixtures have them. */
export function chapterKey(chapter: ImportedChapter, language: string): string[] {
  const words = spokenBody(chapter, language).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [chapter.title, wordsKey(words.slice(0, 10)), wordsKey(words.slice(-10))];
}

/** The chapter as it is stored, without its heading: what is heard after the title. */
function spokenBody(chapter: ImportedChapter, language: string): string {
  const source = writeChapterText(chapter, (text) => splitSentences(text, language));
  const blocks = parseChapter(source);
  const title = blocks.findIndex(({ kind, level }) => kind === 'heading' && level === 1);
  return blocks
    .slice(title + 1)
    .map((block) => blockText(source, block))
    .join(' ');
}

function wordsKey(words: readonly string[]): string {
  return createHash('sha256').update(words.join(' ').toLowerCase()).digest('hex').slice(0, 12);
}
