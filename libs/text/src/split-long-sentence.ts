import { conjunctionsOf } from './conjunctions.ts';
import { joinPieces, longestSegment, type Piece } from './join-pieces.ts';

/**
 * Splits a sentence that is too long for a segment: behind `;` `:` `…` `?` `!` and dashes; what is
 * still too long, behind commas, then between words, then between characters as readers see them,
 * and only at last inside one, but never inside a surrogate pair. A sentence that fits stays whole.
 *
 * Pieces are as few as the weakest-first joining of `joinPieces()` leaves; a semicolon outlasts a
 * colon, that a dash, a comma before a conjunction another comma, a conjunction other words. No
 * piece begins with a mark that closes what is before it. `language` is a BCP 47 tag.
 */
export function splitLongSentence(text: string, sentence: Piece, language: string): Piece[] {
  if (sentence.end - sentence.start <= longestSegment) return [sentence];
  const rank = rankIn(text, conjunctionsOf(language));
  const tiers = [behindClauses, behindCommas, behindWords, behindGraphemes, always];
  return split(text, sentence, { tiers, rank });
}

/** Offsets inside a piece where a part of it may begin, ascending. */
type Breaks = (text: string, piece: Piece) => number[];

function split(
  text: string,
  piece: Piece,
  { tiers: [breaks, ...tiers], rank }: { tiers: Breaks[]; rank: ReturnType<typeof rankIn> },
): Piece[] {
  if (piece.end - piece.start <= longestSegment || breaks === undefined) return [piece];
  const parts = divide(text, piece, breaks(text, piece)).flatMap((part) =>
    split(text, part, { tiers, rank }).map((bit) => ({ ...bit, closes: bit.end === part.end })),
  );
  const joined = joinPieces(text, parts, (left) => left.closes, { rank });
  return joined.map(({ start, end }) => ({ start, end }));
}

/** The marks in front of a boundary, closing quotes and brackets behind them included. */
const markBefore = /([;；?!…:：—–,、，.-])[.…]*["'”’»)\]]*$/;
/** No row of marks in front of a boundary is longer, or it does not matter which it is. */
const markLimit = 8;
const ranks: Readonly<Record<string, number>> = {
  ...{ ';': 7, '；': 7, '?': 7, '!': 7, '…': 7, '.': 7 },
  ...{ ':': 6, '：': 6, '—': 5, '–': 5, '-': 5, ',': 2, '、': 2, '，': 2 },
};

/** How good a place for a break a boundary is: by the mark in front, then the word behind it. */
function rankIn(text: string, conjunctions: ReadonlySet<string>) {
  return ({ start, end }: Piece, right: Piece): number => {
    const mark = markBefore.exec(text.slice(Math.max(start, end - markLimit), end))?.[1] ?? '';
    const rank = ranks[mark] ?? 0;
    if (rank > 2) return rank;
    firstWord.lastIndex = right.start;
    const word = firstWord.exec(text)?.[0].toLowerCase() ?? '';
    return conjunctions.has(word) ? rank + 1 : rank;
  };
}

const firstWord = /\p{L}{1,12}(?!\p{L})/uy;

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

/** What may stand at the start of a part: a word, and marks that open it. */
const opening = /(?:«\s?|[\p{Ps}\p{Pi}"'’»„¡¿]){0,4}[\p{L}\p{N}]/uy;

/**
 * Bounded, so that a row of dots is not read from each of them; `?` and `!` only without a quote behind
 * them, which "he said" would belong to.
 */
const clauseMark =
  /(?:(?:[;:…]|\.\.)[.…]{0,8}["'”’»)\]]{0,8} |[?!][.…]{0,8} |(?:[—–]|--| -(?= ))["'”’»)\]]* ?|[；：])/g;
const commaMark = /(?:,["'”’»)\]]* |[、，])/g;

const behindClauses: Breaks = (text, piece) => behindMarks(text, piece, clauseMark);
const behindCommas: Breaks = (text, piece) => behindMarks(text, piece, commaMark);

function behindMarks(text: string, { start, end }: Piece, mark: RegExp): number[] {
  const offsets: number[] = [];
  for (const { 0: found, index } of text.slice(start, end).matchAll(mark)) {
    const offset = start + index + found.length;
    opening.lastIndex = offset;
    if (offset < end && opening.test(text)) offsets.push(offset);
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
