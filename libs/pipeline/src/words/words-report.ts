import type { MisreadKind } from '@audiobook/text/words/likely-misread';

/** A word that is likely to be said wrong, with where it first stands. */
export interface ReportedWord {
  word: string;
  kind: MisreadKind;
  count: number;
  /** An estimate, 0 to 1. */
  likelihood: number;
  /** The chapter's project. */
  chapter: string;
  /** text.md, relative to the workspace; line and column count from 1. */
  file: string;
  line: number;
  column: number;
  context: string;
}

/** What `words` says of a book, as `--json` has it: every word, whatever `--limit` says. */
export interface WordsReport {
  book: string;
  /** BCP 47. */
  language: string;
  /** Whether there is a dictionary of the language: without one, only names and foreign letters are told. */
  dictionary: boolean;
  words: ReportedWord[];
}
