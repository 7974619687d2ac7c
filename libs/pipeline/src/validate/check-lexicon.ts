import type { BookCheck } from './book-check.ts';
import { lexiconFindings } from './lexicon-findings.ts';

/** Entries of the book's lexicon that no segment has, and those that fight. */
export const checkLexicon: BookCheck = {
  name: 'lexicon',
  async check({ paths, book, lexicon, chapters }) {
    if (lexicon === undefined || chapters.length === 0) return [];
    const { workspace, lexicon: file } = paths;
    return lexiconFindings({ workspace, file, language: book.language, ...lexicon });
  },
};
