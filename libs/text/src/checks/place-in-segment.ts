import type { CheckedChapter, CheckedSegment } from './text-check.ts';

/**
 * Where a piece of what a segment says stands in text.md, as an offset; the segment's start where the text
 * has it not, since a correction or the lexicon put it in.
 *
 * @param from offset into the spoken text at which the piece was found: of several, the one nearest to it is meant
 */
export function placeInSegment(
  { source }: Pick<CheckedChapter, 'source'>,
  { start, end, spoken }: Pick<CheckedSegment, 'start' | 'end' | 'spoken'>,
  piece: string,
  from = 0,
): number {
  const text = source.slice(start, end);
  // Normalising and markup move a piece by little, and the lexicon seldom by much.
  const near = text.indexOf(piece, Math.max(0, from - (spoken.length - text.length) - 20));
  const found = near >= 0 ? near : text.indexOf(piece);
  return start + Math.max(0, found);
}

/** So many characters of a text around a place, for a message; cut at words, with dots where cut. */
export function excerptAround(text: string, at: number, length: number, most = 90): string {
  const room = Math.max(0, most - length);
  const from = at <= room / 2 ? 0 : wordStart(text, Math.floor(at - room / 2));
  const to = Math.min(text.length, from + most);
  const cut = to < text.length ? wordEnd(text, to, at + length) : to;
  const whole = text.slice(from, cut).replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${whole}${cut < text.length ? '…' : ''}`;
}

/** So near to a cut, in characters, the end of a word is looked for. */
const nearCut = 20;

function wordStart(text: string, from: number): number {
  const space = text.slice(from, from + nearCut).search(/\s/);
  return from + space + 1;
}

function wordEnd(text: string, to: number, least: number): number {
  const from = Math.max(least + 1, to - nearCut);
  const space = text.slice(from, to).search(/\s\S*$/);
  return space < 0 ? to : from + space;
}
