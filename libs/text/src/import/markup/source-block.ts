import type { BlockKind } from '@audiobook/model/script';

/** A block of a page as it stands in the source, before it is known which chapter it is of. */
export interface SourceBlock {
  kind: BlockKind;
  /** 1 to 6 for a heading, 0 for everything else. */
  level: number;
  lines: string[];
  /** Set for text that is not the book's: the name it is left out by. */
  leftOut?: string;
  /** Share of its characters that are links into the book, 0 to 1: high in lists of contents. */
  linked: number;
  /** The element around that the source calls a note, by its number on the page. */
  noteBox?: NoteBox;
  /** The note that it is of, by its number in the book. */
  note?: number;
  /** Stands here in the source, but is heard elsewhere, or holds nothing but marks. */
  moved?: boolean;
  /** Notes that are heard behind it, each as its blocks. */
  notes?: SourceBlock[][];
}

export type NoteKind = 'footnotes' | 'endnotes';

/** An element that the source calls a note. */
export interface NoteBox {
  kind: NoteKind;
  number: number;
  /** Set at the foot of a printed page: it stands among other text by chance. */
  atFoot?: boolean;
}

export function blockText(block: SourceBlock): string {
  return block.lines.join(' ');
}
