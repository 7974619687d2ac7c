import type { PdfPiece, PieceLayer } from './pdf-pages.ts';

/** A letter, or several that are one in print, where it is set. */
export interface Glyph {
  text: string;
  /** The ends of its baseline. */
  from: { x: number; y: number };
  to: { x: number; y: number };
  /** The direction in which it is read, in degrees, clockwise; 0 from left to right. */
  angle: number;
  size: number;
  font: number;
  layer: PieceLayer;
  artifact: boolean;
}

/** Letters further apart than this share of their size are of two words. */
export const wordGap = 0.13;
/** Letters further from where they are expected than this are no continuation, up or down. */
const mostShift = 0.08;
/** Text up to so many degrees off is straight, as on scanned pages. */
const straight = 10;

/** Accents that old fonts set over letters as letters of their own. */
const accents: Readonly<Record<string, string>> = {
  '`': '\u0300',
  '\u00b4': '\u0301',
  '\u02c6': '\u0302',
  '\u02dc': '\u0303',
  '\u00af': '\u0304',
  '\u02d8': '\u0306',
  '\u02d9': '\u0307',
  '\u00a8': '\u0308',
  '\u02da': '\u030a',
  '\u02dd': '\u030b',
  '\u02c7': '\u030c',
  '\u00b8': '\u0327',
  '\u02db': '\u0328',
};

/** A letter on the line that its text runs along. */
interface Placed extends Glyph {
  quarter: number;
  x: number;
  end: number;
  y: number;
}

/** A piece that may still grow. */
interface Draft extends PdfPiece {
  /** Quarters of a turn, clockwise, that its text is turned by; NaN for any other angle. */
  quarter: number;
}

/** Joins letters that touch into pieces. */
export class PieceWriter {
  readonly #pieces: Draft[] = [];
  #last: Placed | undefined;
  #accent: Placed | undefined;
  #spaced = false;

  space(): void {
    this.#flushAccent();
    this.#spaced = true;
  }

  /** Where the next letter is set if nothing moves it: letters that are spaced out stay together. */
  expectAt(place: { x: number; y: number }): void {
    if (this.#last && !this.#accent) this.#last.end = turn(place, this.#last.quarter).x;
  }

  write(glyph: Glyph): void {
    const placed = placeGlyph(glyph);
    const accent = accents[placed.text];
    if (accent !== undefined) this.#writeAccent(placed, accent);
    else {
      const waiting = this.#accent;
      this.#accent = undefined;
      if (waiting && overlaps(waiting, placed)) {
        const mark = accents[waiting.text] ?? '';
        placed.text = `${placed.text.replace('ı', 'i').replace('ȷ', 'j')}${mark}`.normalize('NFC');
      } else if (waiting) this.#append(waiting);
      this.#append(placed);
    }
  }

  /** All pieces; those that are turned otherwise than most of the page's are marked so. */
  finish(): PdfPiece[] {
    this.#flushAccent();
    const turned = commonTurn(this.#pieces);
    return this.#pieces.map(({ quarter, ...piece }) =>
      quarter === turned || piece.layer !== 'seen' ? piece : { ...piece, layer: 'rotated' },
    );
  }

  #writeAccent(accent: Placed, mark: string): void {
    this.#flushAccent();
    const piece = this.#pieces.at(-1);
    if (piece && this.#last && !this.#spaced && overlaps(accent, this.#last)) {
      piece.text = `${piece.text}${mark}`.normalize('NFC');
    } else this.#accent = accent;
  }

  #flushAccent(): void {
    const accent = this.#accent;
    this.#accent = undefined;
    if (accent) this.#append(accent);
  }

  #append(glyph: Placed): void {
    const piece = this.#pieces.at(-1);
    if (piece && this.#last && this.#goesOn(this.#last, glyph)) {
      piece.text += glyph.text;
      piece.end = Math.max(piece.end, glyph.end);
    } else this.#begin(glyph);
    this.#last = glyph;
    this.#spaced = false;
  }

  #begin({ text, x, end, y, size, font, layer, artifact, quarter }: Placed): void {
    const spaced = this.#spaced;
    this.#pieces.push({ text, x, end, y, size, font, layer, spaced, artifact, quarter });
  }

  #goesOn(last: Placed, next: Placed): boolean {
    const gap = (next.x - last.end) / next.size;
    return (
      !this.#spaced &&
      last.quarter === next.quarter &&
      last.font === next.font &&
      last.layer === next.layer &&
      last.artifact === next.artifact &&
      Math.abs(last.size - next.size) < 0.1 &&
      Math.abs(last.y - next.y) < mostShift * next.size &&
      gap < wordGap &&
      gap > -0.5
    );
  }
}

function placeGlyph(glyph: Glyph): Placed {
  const nearest = Math.round(glyph.angle / 90);
  const isStraight = Math.abs(glyph.angle - nearest * 90) <= straight;
  const quarter = isStraight ? (nearest + 4) % 4 : Number.NaN;
  const from = turn(glyph.from, quarter);
  return { ...glyph, quarter, x: from.x, end: turn(glyph.to, quarter).x, y: from.y };
}

/** A place as it is when the page is turned back so that its text runs from left to right. */
function turn({ x, y }: { x: number; y: number }, quarter: number): { x: number; y: number } {
  if (quarter === 1) return { x: y, y: -x };
  if (quarter === 2) return { x: -x, y: -y };
  if (quarter === 3) return { x: -y, y: x };
  return { x, y };
}

function overlaps(accent: Placed, letter: Placed): boolean {
  const middle = (accent.x + accent.end) / 2;
  const margin = letter.size * 0.05;
  return (
    /\p{L}$/u.test(letter.text) &&
    accent.quarter === letter.quarter &&
    middle > letter.x - margin &&
    middle < letter.end + margin &&
    Math.abs(accent.y - letter.y) < letter.size
  );
}

function commonTurn(pieces: readonly Draft[]): number {
  const letters = [0, 0, 0, 0];
  for (const { quarter, text } of pieces) {
    if (!Number.isNaN(quarter)) letters[quarter] = (letters[quarter] ?? 0) + text.length;
  }
  return letters.indexOf(Math.max(...letters));
}
