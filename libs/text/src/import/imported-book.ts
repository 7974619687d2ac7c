import type { BlockKind } from '@audiobook/model/script';

/**
 * A paragraph, heading, poem's stanza, list item, scene break, or paragraph that the page sets off
 * (a letter's, an epigraph) of an imported book.
 */
export interface ImportedBlock {
  kind: BlockKind;
  /** 1 to 6 for a heading (1 is the chapter's own title), 0 for everything else. */
  level: number;
  /** One entry for a paragraph, heading, list item or quotation, one a line for verse, none for a break. */
  lines: string[];
}

/**
 * A chapter in reading order.
 *
 * Where something is to be heard before the title (a dedication, the heading of a part), `blocks`
 * holds the title too, as its one heading of level 1; everywhere else the title stands only here.
 */
export interface ImportedChapter {
  title: string;
  blocks: ImportedBlock[];
}

/** Text of the source that is not the book's, and so is in no chapter. */
export interface LeftOut {
  /** A name a reader knows it by: "Project Gutenberg licence", "table of contents page". */
  what: string;
  /** Without white space. */
  characters: number;
}

/** A cover picture of a kind that every player shows. */
export interface Cover {
  bytes: Uint8Array;
  mediaType: 'image/jpeg' | 'image/png';
}

/** What the source says of itself; whatever it does not say is missing here. */
export interface BookFacts {
  title?: string;
  author?: string;
  /** A BCP 47 tag. */
  language?: string;
  publisher?: string;
  year?: number;
  /** Plain text, paragraphs separated by a blank line. */
  description?: string;
  cover?: Cover;
  series?: string;
  /** The book's place in its series: 1, or 2.5. */
  seriesNumber?: number;
  /** How the source says its words are read: a word or phrase to its respelling. */
  lexicon?: Record<string, string>;
}

/** What became of the letters and digits of a source; with `added` it is the sum of the others. */
export interface LetterAccount {
  source: number;
  /** Titles that only the contents have, and headings that are put over notes. */
  added: number;
  chapters: number;
  leftOut: number;
  /** In neither: 0 unless a reader is at fault. Below 0 where text came in that the source has not. */
  missing: number;
}

/** A book as it comes out of its file: nothing of the source's text is in neither list. */
export interface ImportedBook extends BookFacts {
  chapters: ImportedChapter[];
  leftOut: LeftOut[];
  letters: LetterAccount;
}
