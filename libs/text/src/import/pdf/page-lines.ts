import type { LeftOutText } from '../book-reader.ts';
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

/** The lines of a page's rows, column by column; marks of notes are taken out of them. */
export function linesOf(rows: readonly Row[], page: number, book: BookLook): PageLines {
  const { fonts, vocabulary } = book;
  const leftOut: LeftOutText[] = [];
  const ordered = readColumns(rows, book.gutters);
  const edges = edgesOf(ordered);
  const lines = ordered.map((row): Line => {
    const { kept, marks } = takeNoteMarks(row);
    if (marks.length > 0) leftOut.push({ what: 'note references', text: marks.join(' ') });
    const own = edges.get(row.side) ?? { left: row.x, right: row.end };
    const initial = kept[0]?.text === '' || (kept[0]?.size ?? 0) > row.size * 1.6;
    return {
      text: joinInitial(kept, row.size, vocabulary),
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
    };
  });
  return { lines: lines.filter(({ text }) => text !== ''), leftOut };
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

function takeNoteMarks({ pieces, size, y }: Row): { kept: PdfPiece[]; marks: string[] } {
  const marks: string[] = [];
  const kept = pieces.filter((piece, at) => {
    const before = pieces[at - 1];
    const isMark =
      before !== undefined &&
      noteMark.test(piece.text) &&
      piece.size < size * smaller &&
      y - piece.y > size * raised &&
      !unit.test(before.text);
    if (isMark) marks.push(piece.text);
    return !isMark;
  });
  return { kept, marks };
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
