import type { PdfPiece } from './pdf-pages.ts';
import { wordGap } from './piece-writer.ts';

/** Pieces on one baseline, from left to right, across all columns of a page. */
export interface Row {
  pieces: PdfPiece[];
  x: number;
  end: number;
  y: number;
  /** Of most of its letters. */
  size: number;
}

/** Baselines this far apart, in shares of the size, are one. */
const sameBaseline = 0.25;
/** Raised and lowered letters are smaller than their line by this. */
const smaller = 0.86;
/** Initials that reach over several lines are larger than these by this. */
const larger = 1.7;
/** An initial, with the mark of a quotation. */
const longestInitial = 3;
/** A note's own sign at its beginning may stand some way before its words. */
const noteSign = /^(?:\d{1,3}|[*†‡§¶⁎]{1,3}|[a-z])[.)]?$/u;
/** A page has fewer. */
const mostInitials = 50;

/** The pieces of a page as rows, from top to bottom. */
export function rowsOf(pieces: readonly PdfPiece[], bodySize: number): Row[] {
  const initials = new Set(
    pieces.filter((piece) => isInitial(piece, bodySize)).slice(0, mostInitials),
  );
  const rows = clusterRows(pieces.filter((piece) => !initials.has(piece)));
  const attached = attachRaised(rows);
  for (const initial of initials) placeInitial(attached, initial);
  return attached.map(({ pieces }) => rowOf(pieces)).sort((one, other) => one.y - other.y);
}

export function rowOf(pieces: readonly PdfPiece[]): Row {
  const sorted = [...pieces].sort((one, other) => one.x - other.x);
  const main = mainPieces(sorted);
  return {
    pieces: sorted,
    x: sorted[0]?.x ?? 0,
    end: sorted.reduce((end, piece) => Math.max(end, piece.end), 0),
    y: main[0]?.y ?? 0,
    size: main[0]?.size ?? 0,
  };
}

/** The pieces of the size that most letters have. */
function mainPieces(pieces: readonly PdfPiece[]): PdfPiece[] {
  const letters = new Map<number, number>();
  for (const { size, text } of pieces) {
    const key = Math.round(size * 2);
    letters.set(key, (letters.get(key) ?? 0) + text.length);
  }
  const [main] = [...letters].reduce((most, own) => (own[1] > most[1] ? own : most), [0, 0]);
  return pieces.filter(({ size }) => Math.round(size * 2) === main);
}

function clusterRows(pieces: readonly PdfPiece[]): Row[] {
  const sorted = [...pieces].sort((one, other) => one.y - other.y);
  const groups: PdfPiece[][] = [];
  for (const piece of sorted) {
    const group = groups.at(-1);
    const first = group?.[0];
    const isSame =
      first && Math.abs(piece.y - first.y) <= sameBaseline * Math.min(piece.size, first.size);
    if (group && isSame) group.push(piece);
    else groups.push([piece]);
  }
  return groups.map(rowOf);
}

/** Moves raised and lowered letters to the line that they stand in. */
function attachRaised(rows: readonly Row[]): Row[] {
  const kept: Row[] = rows.map((row) => ({ ...row, pieces: [...row.pieces] }));
  for (const [at, row] of kept.entries()) {
    const hosts = kept.slice(Math.max(0, at - 2), at + 3).filter((other) => other !== row);
    row.pieces = row.pieces.filter((piece) => {
      const host = hosts.find((other) => standsIn(piece, other));
      host?.pieces.push(piece);
      return host === undefined;
    });
  }
  return kept.filter(({ pieces }) => pieces.length > 0);
}

function standsIn(piece: PdfPiece, row: Row): boolean {
  const isRaised = row.y - piece.y < row.size * 0.7 && piece.y - row.y < row.size * 0.3;
  const opens = noteSign.test(piece.text) && piece.end < row.x && row.x - piece.end < row.size * 3;
  if (piece.size < row.size * smaller && isRaised && opens) return true;
  return (
    piece.size < row.size * smaller &&
    isRaised &&
    row.pieces.some(
      ({ end, x, size }) =>
        size > piece.size * 0.5 &&
        ((piece.x > end - size * 0.5 && piece.x < end + size * 0.35) ||
          (piece.end > x - size * 0.2 && piece.end < x + size * 0.2)),
    )
  );
}

function isInitial({ text, size }: PdfPiece, bodySize: number): boolean {
  return size > bodySize * larger && text.length <= longestInitial && /\p{Lu}$/u.test(text);
}

/** An initial belongs before the first of the lines that it stands beside. */
function placeInitial(rows: Row[], initial: PdfPiece): void {
  const beside = rows.filter(
    ({ y, x, size }) =>
      y > initial.y - initial.size * 0.85 &&
      y < initial.y + size * 0.3 &&
      x > initial.end - size * 0.6 &&
      x < initial.end + size * 2 &&
      size < initial.size / 1.4,
  );
  const first = beside.reduce<Row | undefined>(
    (top, row) => (top === undefined || row.y < top.y ? row : top),
    undefined,
  );
  const large = rows.find(({ y }) => Math.abs(y - initial.y) < 1);
  if (!first || beside.length < 2) {
    if (large) large.pieces.push(initial);
    else rows.push(rowOf([initial]));
    return;
  }
  for (const row of beside) {
    const edge = { ...initial, text: '', y: row.y, size: row.size, end: row.pieces[0]?.x ?? 0 };
    const own = { ...edge, text: initial.text };
    row.pieces.unshift(row === first ? own : edge);
  }
}

/** The words of a row; spaces are where letters stand apart. */
export function rowText(pieces: readonly PdfPiece[]): string {
  const gap = gapOf(pieces);
  let text = '';
  let last: PdfPiece | undefined;
  for (const piece of pieces) {
    const isApart = last && text !== '' && gap(last, piece);
    text += `${isApart ? ' ' : ''}${piece.text}`;
    last = piece;
  }
  return text;
}

type Gap = (last: PdfPiece, piece: PdfPiece) => boolean;

/** Letters that are spaced out ("C H A P T E R") are one word: only wider gaps part words then. */
function gapOf(pieces: readonly PdfPiece[]): Gap {
  const single = pieces.filter(({ text }) => [...text].length === 1).length;
  if (pieces.length < 5 || single < pieces.length * 0.8) {
    return (last, piece) =>
      piece.spaced || piece.x - last.end > wordGap * Math.min(last.size, piece.size);
  }
  const gaps = pieces.slice(1).map((piece, at) => piece.x - (pieces[at]?.end ?? 0));
  gaps.sort((one, other) => one - other);
  const usual = gaps[Math.floor(gaps.length / 2)] ?? 0;
  return (last, piece) => piece.x - last.end > Math.max(usual * 1.7, wordGap * piece.size);
}
