import type { LeftOutText } from '../book-reader.ts';
import { dropReserved } from '../notes/note-marks.ts';
import { leastOf, mostOf, Tally } from './measures.ts';
import { type ColumnRow, readColumns } from './page-columns.ts';
import { type Row, rowText } from './page-rows.ts';
import type { PdfFont, PdfPiece } from './pdf-pages.ts';

/** A line of text in reading order, with what its look tells. */
export interface Line {
  text: string;
  x: number;
  end: number;
  y: number;
  size: number;
  bold: boolean;
  italic: boolean;
  page: number;
  /** Counts the columns of a page. */
  column: number;
  /** The edges of its column. */
  left: number;
  right: number;
  /** Whether it ends in a page's number, led to by dots or space. */
  leads: boolean;
  /** The marks of notes that stand in it, in order; its text is without them. */
  marks: LineMark[];
  /** A raised sign that it begins with, as notes do. */
  raisedSign?: string;
}

/** The mark of a note in a line; each is an object of its own. */
export interface LineMark {
  text: string;
  /** Where it stands in the line's text, in characters. */
  at: number;
}

export interface PageLines {
  lines: Line[];
  leftOut: LeftOutText[];
}

/** Raised letters are this much above the baseline, in shares of the size, and this much smaller. */
const raised = 0.15;
const smaller = 0.86;

const noteMark = /^[\d*†‡§¶⁎]{1,3}$/u;
/** What a raised figure behind it makes an exponent. */
const unit = /(^|[\s\d])(m|cm|km|mm|ft|in|x|y|r|n|kg|s|10)$/;

/** The lines of a page's rows, column by column; marks of notes stand beside their text. */
export function linesOf(rows: readonly Row[], page: number, book: BookLook): PageLines {
  const { fonts, vocabulary } = book;
  const ordered = readColumns(rows, book.gutters);
  const edges = edgesOf(ordered);
  const lines = ordered.map((row): Line => {
    const { kept, marks } = takeNoteMarks(row);
    const own = edges.get(row.side) ?? { left: row.x, right: row.end };
    const initial = kept[0]?.text === '' || (kept[0]?.size ?? 0) > row.size * 1.6;
    const text = dropReserved(joinInitial(kept, row.size, vocabulary));
    const sign = raisedSignOf(kept[0], row);
    return {
      text,
      ...(sign !== undefined && { raisedSign: sign }),
      x: initial ? own.left : (kept[0]?.x ?? row.x),
      end: row.end,
      y: row.y,
      size: row.size,
      bold: isMostly(kept, (piece) => fonts[piece.font]?.bold ?? false),
      italic: isMostly(kept, (piece) => fonts[piece.font]?.italic ?? false),
      page,
      column: row.column,
      ...own,
      leads: leadsToPage(kept, row.size),
      marks: placeMarks(text, marks),
    };
  });
  const bare = lines.filter(({ text }) => text === '').flatMap((line) => line.marks);
  return {
    lines: lines.filter(({ text }) => text !== ''),
    leftOut: bare.map(({ text }) => ({ what: 'note marks', text })),
  };
}

function raisedSignOf(first: PdfPiece | undefined, { size, y }: Row): string | undefined {
  if (!first || !noteMark.test(first.text)) return undefined;
  const isRaised = first.size < size * smaller && y - first.y > size * raised;
  return isRaised ? first.text : undefined;
}

/** What is to be known of a whole book before one of its pages is read. */
export interface BookLook {
  fonts: readonly PdfFont[];
  vocabulary: Vocabulary;
  /** Where its pages are parted into columns. */
  gutters: readonly number[];
}

/** The words of a book, to tell "A boy" from "And" where an initial stands alone. */
export interface Vocabulary {
  knows(word: string): boolean;
}

function joinInitial(pieces: readonly PdfPiece[], size: number, vocabulary: Vocabulary): string {
  const [first, second, ...rest] = pieces.filter(({ text }) => text !== '');
  if (!first || !second || first.size < size * 1.6) return rowText(pieces);
  const word = /^\p{L}+/u.exec(second.text)?.[0] ?? '';
  const letter = /\p{L}$/u.exec(first.text)?.[0] ?? '';
  const isApart = word === '' || (!vocabulary.knows(letter + word) && vocabulary.knows(word));
  const others = rowText([second, ...rest]);
  return `${first.text}${isApart ? ' ' : ''}${others}`;
}

function isMostly(pieces: readonly PdfPiece[], is: (piece: PdfPiece) => boolean): boolean {
  let all = 0;
  let own = 0;
  for (const piece of pieces) {
    all += piece.text.length;
    if (is(piece)) own += piece.text.length;
  }
  return own > all * 0.85;
}

interface Edges {
  left: number;
  right: number;
}

/** Left and right edges of the columns of a page: where several lines begin and end. */
function edgesOf(rows: readonly ColumnRow[]): Map<string, Edges> {
  const sides = Map.groupBy(rows, ({ side }) => side);
  return new Map([...sides].map(([side, own]) => [side, edgesOfSide(own)]));
}

function edgesOfSide(rows: readonly ColumnRow[]): Edges {
  const lefts = new Tally(1.5);
  const rights = new Tally(3);
  for (const { x, end } of rows) {
    lefts.add(x);
    rights.add(end);
  }
  const least = Math.max(Math.min(2, rows.length), rows.length * 0.08);
  return {
    left: lefts.frequent(least)[0] ?? leastOf(rows.map(({ x }) => x)),
    right: rights.frequent(least).at(-1) ?? mostOf(rows.map(({ end }) => end)),
  };
}

/** A mark and the characters before it in its row, spaces apart. */
interface RowMark {
  text: string;
  behind: number;
}

function takeNoteMarks({ pieces, size, y }: Row): { kept: PdfPiece[]; marks: RowMark[] } {
  const marks: RowMark[] = [];
  let behind = 0;
  const kept = pieces.filter((piece, at) => {
    const before = pieces[at - 1];
    const isMark =
      before !== undefined &&
      noteMark.test(piece.text) &&
      piece.size < size * smaller &&
      y - piece.y > size * raised &&
      !unit.test(before.text);
    if (isMark) marks.push({ text: piece.text, behind });
    else behind += dropReserved(piece.text).replace(/\s/g, '').length;
    return !isMark;
  });
  return { kept, marks };
}

/** Finds the places of marks in a text by what stands before them. */
function placeMarks(text: string, marks: readonly RowMark[]): LineMark[] {
  let at = 0;
  let passed = 0;
  return marks.map(({ text: own, behind }) => {
    for (; at < text.length && passed < behind; at++) if (/\S/.test(text.charAt(at))) passed++;
    return { text: own, at };
  });
}

/** "The Ferry . . . . . 12", "The Ferry          12" */
function leadsToPage(pieces: readonly PdfPiece[], size: number): boolean {
  const last = pieces.at(-1);
  const before = pieces.at(-2);
  if (!last || !before) return false;
  const text = pieces
    .map(({ text }) => text)
    .slice(-8)
    .join('');
  if (/[.…·_]{3,}(\d{1,4}|[ivxlc]{1,8})$/i.test(text)) return true;
  return /^(\d{1,4}|[ivxlc]{1,8})$/.test(last.text) && last.x - before.end > size * 1.5;
}
