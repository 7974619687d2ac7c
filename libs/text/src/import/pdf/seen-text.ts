import type { LeftOutText } from '../book-reader.ts';
import type { PdfPage, PdfPiece, PieceLayer } from './pdf-pages.ts';

/** The text of a page that is read, and what else stands in the file. */
export interface SeenText {
  pieces: PdfPiece[];
  leftOut: LeftOutText[];
}

/** As what text is left out that is not seen on its page. */
const names: Readonly<Record<Exclude<PieceLayer, 'seen' | 'invisible'>, string>> = {
  white: 'white text',
  'hidden layer': 'text of hidden layers',
  outside: 'text outside the page',
  rotated: 'rotated text',
  vertical: 'vertical text',
};

/**
 * Sorts the text of a page. Invisible text is what text recognition lays under a scanned page: it is
 * the page's text where the page shows less than it says, else the page would be heard twice.
 */
export function seenText({ pieces }: PdfPage): SeenText {
  const own = pieces.filter(({ layer }) => layer === 'seen');
  const recognised = pieces.filter(({ layer }) => layer === 'invisible');
  const isScan = lettersIn(recognised) > lettersIn(own);
  const [read, spare] = isScan ? [[...recognised, ...own], []] : [own, recognised];
  const { once, again } = printedOnce(read);
  const other = pieces.flatMap(({ layer, text }): LeftOutText[] =>
    layer === 'seen' || layer === 'invisible' ? [] : [{ what: names[layer], text }],
  );
  return {
    pieces: once,
    leftOut: [
      ...spare.map(({ text }) => ({ what: 'invisible text', text })),
      ...again.map(({ text }) => ({ what: 'text printed twice', text })),
      ...other,
    ],
  };
}

function lettersIn(pieces: readonly PdfPiece[]): number {
  return pieces.reduce((sum, { text }) => sum + text.length, 0);
}

/** Some programs print letters twice, a hair apart, to make them bold. */
function printedOnce(pieces: readonly PdfPiece[]): { once: PdfPiece[]; again: PdfPiece[] } {
  const places = new Map<string, PdfPiece[]>();
  const once: PdfPiece[] = [];
  const again: PdfPiece[] = [];
  for (const piece of pieces) {
    const key = `${piece.text}@${Math.round(piece.y / 20)}`;
    const others = places.get(key) ?? [];
    if (others.some((other) => isAtSamePlace(piece, other))) again.push(piece);
    else {
      once.push(piece);
      if (others.length < mostAlike) places.set(key, [...others, piece]);
    }
  }
  return { once, again };
}

/** Equal words of one line that are compared with another. */
const mostAlike = 40;

function isAtSamePlace(one: PdfPiece, other: PdfPiece): boolean {
  const near = Math.max(one.size * 0.2, 0.5);
  return Math.abs(one.x - other.x) < near && Math.abs(one.y - other.y) < near;
}
