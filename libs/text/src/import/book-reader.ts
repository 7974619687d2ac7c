import type { Result } from '@audiobook/model/result';
import type { ImportChoices } from './import-choices.ts';
import type { BookFacts, ImportedChapter } from './imported-book.ts';

/** A book file as the user gave it. */
export interface BookFile {
  /** The file's name, with or without folders. */
  name: string;
  bytes: Uint8Array;
}

/** Text that was left out, still in full: so that a test can see that nothing vanished. */
export interface LeftOutText {
  what: string;
  text: string;
}

/** What a reader makes of a file. */
export interface BookDraft extends BookFacts {
  chapters: ImportedChapter[];
  leftOut: LeftOutText[];
  /** Letters and digits of the source, counted before anything was made of them. */
  letters: number;
  /** Of the chapters, where their text has not: a title from the contents, a heading over notes. */
  added?: number;
}

/** The port of a book format: how its files are known, and how one is read. */
export interface BookReader {
  /** As a message names it: "EPUB", "plain text". */
  format: string;
  /** In lower case, with the dot. */
  extensions: readonly string[];
  /** Whether the bytes themselves say that they are of this format. */
  recognises(bytes: Uint8Array): boolean;
  read(file: BookFile, choices: ImportChoices): Promise<Result<BookDraft>>;
}
