import { Tally } from './measures.ts';
import type { Line } from './page-lines.ts';
import type { PdfPage } from './pdf-pages.ts';

/** How a book is set; lengths in points. */
export interface BookMeasures {
  bodySize: number;
  /** From baseline to baseline, for lines of a size. */
  leading(size: number): number;
  /** How far a paragraph's first line is indented; undefined where paragraphs are not. */
  indent: number | undefined;
  /** From baseline to baseline between two paragraphs. */
  paragraphGap: number;
}

/** Of a page's lines so many may begin paragraphs: fewer are no rule of the book. */
const leastShare = 0.04;

/** The size of most letters. */
export function bodySizeOf(pages: readonly PdfPage[]): number {
  const sizes = new Tally(0.5);
  for (const { pieces } of pages) {
    for (const { text, size, layer } of pieces) {
      if (layer === 'seen' || layer === 'invisible') sizes.add(size, text.length);
    }
  }
  return sizes.usual ?? 10;
}

export function measureBook(lines: readonly Line[], bodySize: number): BookMeasures {
  const leadings = new Map<number, Tally>();
  const indents = new Tally(1);
  const gaps = new Tally(0.5);
  for (const [at, line] of lines.entries()) {
    const last = lines[at - 1];
    const key = Math.round(line.size * 2);
    const depth = line.x - line.left;
    if (key !== Math.round(bodySize * 2) && !isNear(line.size, bodySize)) {
      noteLeading(leadings, key, last, line);
      continue;
    }
    noteLeading(leadings, key, last, line);
    if (last && isBelow(last, line)) gaps.add(line.y - last.y);
    const isIndent =
      depth > bodySize * 0.6 && depth < bodySize * 4 && line.end > line.right - bodySize;
    if (isIndent) indents.add(depth);
  }
  const body = leadings.get(Math.round(bodySize * 2))?.usual ?? gaps.usual ?? bodySize * 1.2;
  const indent = indents.usual;
  const wide = gaps
    .frequent(gaps.all * leastShare)
    .filter((gap) => gap > body * 1.25 && gap < body * 3);
  return {
    bodySize,
    leading: (size) => leadingOf(leadings, size, (body * size) / bodySize),
    indent:
      indent !== undefined && indents.countOf(indent) > (lines.length * leastShare) / 4
        ? indent
        : undefined,
    paragraphGap: wide[0] ?? body,
  };
}

function leadingOf(leadings: ReadonlyMap<number, Tally>, size: number, otherwise: number): number {
  const own = leadings.get(Math.round(size * 2));
  return own && own.all >= 8 ? (own.usual ?? otherwise) : otherwise;
}

function noteLeading(
  leadings: Map<number, Tally>,
  key: number,
  last: Line | undefined,
  line: Line,
): void {
  if (!last || !isBelow(last, line) || !isNear(last.size, line.size)) return;
  const own = leadings.get(key) ?? new Tally(0.5);
  own.add(line.y - last.y);
  leadings.set(key, own);
}

export function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(one, other) * 0.06;
}

/** Whether a line follows directly below another in its column. */
export function isBelow(last: Line, line: Line): boolean {
  return last.page === line.page && last.column === line.column && line.y > last.y;
}
