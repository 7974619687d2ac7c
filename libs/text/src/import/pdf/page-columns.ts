import { leastOf, mostOf, Tally } from './measures.ts';
import { type Row, rowOf } from './page-rows.ts';

/** A row of one column, or one that goes across all. */
export interface ColumnRow extends Row {
  /** Rows of equal columns follow one another down the page. */
  column: number;
  /** Columns on the same side of the page have the same edges. */
  side: string;
}

/** Gaps from here on, in shares of the size, may part columns, where many rows have one. */
const gutterGap = 0.5;
/** Fewer rows prove no column. */
const leastRows = 4;
/** A column is at least this share of the text's width. */
const leastWidth = 0.22;
/** Rows that go across, as headings do, at most; as a share of all rows. */
const mostAcross = 0.35;
/** Rows of prose fill at least this share of their column. */
const leastFill = 0.5;
/** Pages have fewer columns: of three, each cut makes two. */
const mostCuts = 3;

/**
 * The rows of a page in the order in which they are read: column by column between full rows.
 *
 * @param usual where other pages of the book are parted, for pages that are nearly empty
 */
export function readColumns(rows: readonly Row[], usual: readonly number[] = []): ColumnRow[] {
  let columns = 0;
  const read = (own: readonly Row[], side: string): ColumnRow[] => {
    const gutter =
      side.length < mostCuts
        ? (findGutter(own) ?? usual.find((gutter) => isParted(own, gutter)))
        : undefined;
    if (gutter === undefined) {
      const column = columns++;
      return own.map((row) => ({ ...row, column, side }));
    }
    return bandsOf(own, gutter).flatMap((band) =>
      band.flatMap(({ rows, side: part }) => read(rows, side + part)),
    );
  };
  return read(rows, '');
}

/** Where at least every fourth page of a book is parted. */
export function usualGutters(pages: readonly (readonly Row[])[]): number[] {
  const gutters = new Tally(4);
  for (const rows of pages) {
    const gutter = findGutter(rows);
    if (gutter !== undefined) gutters.add(gutter);
  }
  return gutters.frequent(Math.max(2, pages.length / 4));
}

function isParted(rows: readonly Row[], gutter: number): boolean {
  const across = rows.filter((row) => cutAt(row, gutter, []) === undefined);
  const [left = [], right = []] = sidesOf(rows, gutter);
  const width = mostOf(rows.map(({ end }) => end)) - leastOf(rows.map(({ x }) => x));
  const isWide = (own: readonly [number, number][]) =>
    mostOf(own.map(([x, end]) => end - x)) > width * leastWidth;
  return isWide(left) && isWide(right) && across.length <= rows.length * mostAcross;
}

/** Rows on one side of a gutter, or across it. */
interface Part {
  rows: Row[];
  side: string;
}

/** Bands from top to bottom, each as one list of rows a column; a row across is a band of its own. */
function bandsOf(rows: readonly Row[], gutter: number): Part[][] {
  const starts = commonStarts(rows, gutter);
  const bands: Part[][] = [];
  let left: Row[] = [];
  let right: Row[] = [];
  let across: Row[] = [];
  const close = () => {
    const parts = [
      { rows: left, side: 'l' },
      { rows: right, side: 'r' },
      { rows: across, side: 'a' },
    ];
    bands.push(parts.filter((part) => part.rows.length > 0));
    left = [];
    right = [];
    across = [];
  };
  for (const row of rows) {
    const cut = cutAt(row, gutter, starts);
    const isAcross = cut === undefined;
    if (isAcross !== across.length > 0) close();
    if (isAcross) across.push(row);
    else {
      const sides = [row.pieces.filter(({ x }) => x < cut), row.pieces.filter(({ x }) => x >= cut)];
      for (const [at, side] of sides.entries()) {
        if (side.length > 0) [left, right][at]?.push(rowOf(side));
      }
    }
  }
  close();
  return bands;
}

/** Where a row is cut in two; undefined where it goes across. Long lines may reach into the gutter. */
function cutAt(row: Row, gutter: number, starts: readonly number[]): number | undefined {
  const isAcross = spansOf(row).some(([x, end]) => x < gutter && end > gutter);
  if (!isAcross) return gutter;
  const { pieces, size } = row;
  let before = 0;
  for (const { x, end } of pieces) {
    const gap = (x - before) / size;
    const isStart = (within: number) => starts.some((start) => Math.abs(x - start) < within);
    // Marks of quotation may hang out of the margin.
    const isCut = (gap > 0.15 && isStart(0.8)) || (gap > 0.4 && isStart(size * 0.25));
    if (before > 0 && before < gutter + size * 2 && isCut) return x - 0.1;
    before = Math.max(before, end);
  }
  return undefined;
}

/** Where several rows begin on the right of the gutter: at the margin, or indented. */
function commonStarts(rows: readonly Row[], gutter: number): number[] {
  const starts = new Tally(1);
  for (const row of rows) {
    const first = row.pieces.find(({ x }) => x >= gutter);
    const isFree = first && spansOf(row).some(([x]) => x === first.x);
    if (isFree) starts.add(first.x);
  }
  return starts.frequent(Math.max(2, rows.length * 0.06));
}

/** Stretches of a row without wide gaps. */
function spansOf({ pieces, size }: Row): [number, number][] {
  const spans: [number, number][] = [];
  for (const { x, end } of pieces) {
    const last = spans.at(-1);
    if (last && x - last[1] < size * gutterGap) last[1] = Math.max(last[1], end);
    else spans.push([x, end]);
  }
  return spans;
}

/** Where the fewest rows go across, if those on both sides look like columns of prose. */
function findGutter(rows: readonly Row[]): number | undefined {
  if (rows.length < leastRows) return undefined;
  const left = leastOf(rows.map(({ x }) => x));
  const right = mostOf(rows.map(({ end }) => end));
  const width = Math.ceil(right - left);
  if (!(width > 0 && width < 10_000)) return undefined;
  const spans = rows.flatMap(spansOf);
  const across = countAcross(spans, left, width);
  const margin = Math.floor(width * leastWidth);
  const inner = [...across.entries()].slice(margin, width - margin);
  const least = inner.reduce((fewest, [, count]) => Math.min(fewest, count), rows.length);
  if (least > rows.length * mostAcross) return undefined;
  const at = middleOfLongest(inner.filter(([, count]) => count === least).map(([at]) => at));
  const gutter = left + at;
  const isColumn = (own: [number, number][]) =>
    own.length >= Math.max(leastRows, rows.length * 0.25) && isFilled(own, width);
  return sidesOf(rows, gutter).every(isColumn) ? gutter : undefined;
}

/** What the rows that do not go across have on the left and on the right. */
function sidesOf(rows: readonly Row[], gutter: number): [number, number][][] {
  const open = rows.filter((row) => !spansOf(row).some(([x, end]) => x < gutter && end > gutter));
  const extent = (pieces: Row['pieces']): [number, number][] =>
    pieces.length === 0
      ? []
      : [[leastOf(pieces.map(({ x }) => x)), mostOf(pieces.map(({ end }) => end))]];
  return [
    open.flatMap(({ pieces }) => extent(pieces.filter(({ x }) => x < gutter))),
    open.flatMap(({ pieces }) => extent(pieces.filter(({ x }) => x >= gutter))),
  ];
}

/** For each point from the left, how many spans cover it. */
function countAcross(spans: readonly [number, number][], left: number, width: number): number[] {
  const steps = new Array<number>(width + 2).fill(0);
  for (const [x, end] of spans) {
    const from = Math.max(0, Math.floor(x - left));
    const to = Math.min(width + 1, Math.ceil(end - left) + 1);
    steps[from] = (steps[from] ?? 0) + 1;
    steps[to] = (steps[to] ?? 0) - 1;
  }
  let open = 0;
  return steps.slice(0, width).map((step) => {
    open += step;
    return open;
  });
}

function middleOfLongest(points: readonly number[]): number {
  let best: [number, number] = [points[0] ?? 0, points[0] ?? 0];
  let current = best;
  for (const point of points.slice(1)) {
    current = point === current[1] + 1 ? [current[0], point] : [point, point];
    if (current[1] - current[0] > best[1] - best[0]) best = current;
  }
  return (best[0] + best[1]) / 2;
}

function isFilled(spans: readonly [number, number][], width: number): boolean {
  const left = leastOf(spans.map(([x]) => x));
  const right = mostOf(spans.map(([, end]) => end));
  const lengths = spans.map(([x, end]) => end - x).sort((one, other) => one - other);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  return right - left >= width * leastWidth && median >= (right - left) * leastFill;
}
