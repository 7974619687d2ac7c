/** Why text that stands in a file is not seen on its page; `seen` where it is. */
export const pieceLayers = [
  'seen',
  'invisible',
  'white',
  'hidden layer',
  'outside',
  'rotated',
  'vertical',
] as const;
export type PieceLayer = (typeof pieceLayers)[number];

/**
 * A word or a part of one, as it is set on a page. Lengths are in points from the page's upper left
 * corner, as the page is looked at.
 */
export interface PdfPiece {
  text: string;
  x: number;
  end: number;
  /** Of the baseline; grows downwards. */
  y: number;
  /** Of the letters. */
  size: number;
  /** An index into the fonts of the file. */
  font: number;
  layer: PieceLayer;
  /** Whether a space is set before it. */
  spaced: boolean;
  /** Whether the file marks it as furniture of the page and no text (ISO 32000-1, 14.8.2.2). */
  artifact: boolean;
}

export interface PdfPage {
  width: number;
  height: number;
  pieces: PdfPiece[];
  images: number;
  /** Letters that the file draws but does not name. */
  unnamed: number;
}

export interface PdfFont {
  bold: boolean;
  italic: boolean;
}

/** An entry of the outline (bookmarks); pages count from 0, `top` as in `PdfPiece`. */
export interface PdfOutlineEntry {
  title: string;
  page?: number;
  top?: number;
  children: PdfOutlineEntry[];
}

/** What a file says of itself, as it says it. */
export interface PdfInfo {
  title?: string | undefined;
  author?: string | undefined;
  language?: string | undefined;
}

/** What was found in a file, before anything was made of it. */
export interface PdfContents {
  pages: PdfPage[];
  fonts: PdfFont[];
  outline: PdfOutlineEntry[];
  info: PdfInfo;
  /** What could not be read, as the parser says it. */
  damage: string[];
}

/** What the thread that reads a file tells, in this order: opened, one page after another, the end. */
export type PdfMessage =
  | { kind: 'opened'; pages: number }
  | { kind: 'page'; page: PdfPage; letters: number }
  | { kind: 'end'; contents: Omit<PdfContents, 'pages'> }
  | { kind: 'locked' }
  | { kind: 'failed'; found: string };
