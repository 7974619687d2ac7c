import { joinPieces, longestSegment, type Piece } from './join-pieces.ts';

/**
 * Splits a sentence that is too long for a segment: behind `;` `:` `…` `?` `!` and dashes; what is
 * still too long, behind commas, then between words, then between characters as readers see them,
 * and only at last inside one, but never inside a surrogate pair. A sentence that fits stays whole.
 *
 * Pieces are as few as the weakest-first joining of `joinPieces()` leaves.
 */
export function splitLongSentence(text: string, sentence: Piece): Piece[] {
  return split(text, sentence, [behindClauses, behindCommas, behindWords, behindGraphemes, always]);
}

/** Offsets inside a piece where a part of it may begin, ascending. */
type Breaks = (text: string, piece: Piece) => number[];

function split(text: string, piece: Piece, [breaks, ...finer]: Breaks[]): Piece[] {
  if (piece.end - piece.start <= longestSegment || breaks === undefined) return [piece];
  const parts = divide(text, piece, breaks(text, piece)).flatMap((part) =>
    split(text, part, finer).map((bit) => ({ ...bit, closes: bit.end === part.end })),
  );
  const joined = joinPieces(text, parts, (left) => left.closes);
  return joined.map(({ start, end }) => ({ start, end }));
}

/** Cuts a piece at offsets inside it; a space at a cut belongs to neither side. */
export function divide(text: string, { start, end }: Piece, offsets: readonly number[]): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (const offset of [...offsets, end]) {
    const to = offset < end && text[offset - 1] === ' ' ? offset - 1 : offset;
    if (to > from) pieces.push({ start: from, end: to });
    from = Math.max(from, offset);
  }
  return pieces;
}

/** What may stand at the start of a part: a letter, a digit or an opening mark. */
const opening = /[\p{L}\p{N}\p{Ps}\p{Pi}"'«»„¡¿]/u;

/** `?` and `!` only without a quote behind them, which "he said" would belong to. */
const clauseMark =
  /(?:(?:[;:…]|\.\.)[.…]*["'”’»)\]]* |[?!][.…]* |(?:[—–]|--)["'”’»)\]]* ?|[；：])/g;
const commaMark = /(?:,["'”’»)\]]* |[、，])/g;

const behindClauses: Breaks = (text, piece) => behindMarks(text, piece, clauseMark);
const behindCommas: Breaks = (text, piece) => behindMarks(text, piece, commaMark);

function behindMarks(text: string, { start, end }: Piece, mark: RegExp): number[] {
  const offsets: number[] = [];
  for (const { 0: found, index } of text.slice(start, end).matchAll(mark)) {
    const offset = start + index + found.length;
    if (offset < end && opening.test(text.slice(offset, offset + 2))) offsets.push(offset);
  }
  return offsets;
}

const speakable = /[\p{L}\p{N}]/u;

/** Between two words; a mark that stands alone, as French has them, stays with both neighbours. */
const behindWords: Breaks = (text, { start, end }) => {
  const offsets: number[] = [];
  let afterWord = false;
  for (let from = start; from < end; ) {
    const found = text.indexOf(' ', from);
    const to = found < 0 || found > end ? end : found;
    const isWord = speakable.test(text.slice(from, to));
    if (isWord && afterWord) offsets.push(from);
    afterWord = isWord;
    from = to + 1;
  }
  return offsets;
};

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const behindGraphemes: Breaks = (text, { start, end }) => {
  const offsets: number[] = [];
  for (const { index } of graphemes.segment(text.slice(start, end))) offsets.push(start + index);
  return offsets;
};

const always: Breaks = (text, { start, end }) => {
  const offsets: number[] = [];
  for (let at = start; at < end; ) {
    offsets.push(at);
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return offsets;
};
