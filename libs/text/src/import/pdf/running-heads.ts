import type { LeftOutText } from '../book-reader.ts';
import { lettersOf } from '../clean-text.ts';
import { parseCanonicalRoman } from '../numerals.ts';
import { type Row, rowText } from './page-rows.ts';

/** The rows of a page without what is printed on every page. */
export interface BarePage {
  rows: Row[];
  leftOut: LeftOutText[];
}

/** Rows at each end of a page that may be furniture. */
const mostEdgeRows = 2;
/** Fewer pages that count on prove nothing. */
const leastPages = 3;
/** Larger than text, as a share of its size, a row is a heading. */
const mostSize = 1.15;
/** Running heads stand at one height, give or take so many points. */
const sameHeight = 3;
/** Left and right pages have heads of their own: the next alike is two pages on, three at a blank page. */
const nearPages = 3;
/** Longer rows, in characters, are text. */
const longestRow = 160;

interface EdgeRow {
  page: number;
  row: Row;
  text: string;
  /** Page numbers that it could hold, and what it holds besides. */
  numbers: { key: string; digits: string; rest: string; isApart: boolean }[];
}

/**
 * Takes running heads and page numbers off all pages: rows at the upper and lower edges that count
 * with the pages, that stand at the same height with the same words on pages near by, or that the
 * file marks as furniture.
 */
export function takeRunningHeads(pages: readonly (readonly Row[])[], bodySize: number): BarePage[] {
  const edges = pages.map((rows, page) => edgeRows(rows, page, bodySize));
  const counted = countingKeys(edges.flat());
  const heights = new Heights(edges.flat(), counted);
  return pages.map((rows, page) => {
    const leftOut: LeftOutText[] = [];
    const taken = new Set<Row>();
    const own = new Map(edges[page]?.map((edge) => [edge.row, edge]));
    const takeFrom = (outer: readonly Row[]) => {
      for (const row of outer) {
        const edge = own.get(row);
        const texts = edge && furniture(edge, edges, counted, heights);
        if (!texts) break;
        taken.add(row);
        leftOut.push(...texts.filter(({ text }) => text !== ''));
      }
    };
    takeFrom(rows.slice(0, mostEdgeRows));
    takeFrom(
      rows
        .slice(-mostEdgeRows)
        .filter((row) => !taken.has(row))
        .reverse(),
    );
    return { rows: rows.filter((row) => !taken.has(row)), leftOut };
  });
}

function edgeRows(rows: readonly Row[], page: number, bodySize: number): EdgeRow[] {
  const near = rows.filter((_, at) => at < mostEdgeRows || at >= rows.length - mostEdgeRows);
  return near.flatMap((row) => {
    const text = rowText(row.pieces);
    const isLarge = row.size > bodySize * mostSize && !/^[\W_]*\d+[\W_]*$/.test(text);
    if (isLarge || text.length > longestRow) return [];
    return [{ page, row, text, numbers: numbersIn(row, text, page) }];
  });
}

/** "12", "– xii –", "Page 12 of 300", "12   THE FERRY", "THE FERRY   13", "12THE FERRY" */
function numbersIn(row: Row, text: string, page: number): EdgeRow['numbers'] {
  const alone =
    /^(?:page|pg\.|p\.|side|seite|página)?\s*[[({*–—|-]*\s*(\d{1,4}|[ivxlc]{1,8})\s*[\])}*–—|.-]*(?:\s*(?:of|\/|von|sur|af|de)\s*\d{1,4}\]?)?$/i.exec(
      text,
    )?.[1];
  if (alone !== undefined) return keyed(alone, page, '', true);
  const first = /^(?:(\d{1,4})(?=\D)|([ivxlc]{1,8})(?=\s))\s*[|·•–—]?\s*(?=\S)/i.exec(text);
  const last = /(?<=\D)(\d{1,4})$|(?<=\s)([ivxlc]{1,8})$/i.exec(text);
  return [
    ...(first
      ? keyed(first[1] ?? first[2] ?? '', page, text.slice(first[0].length), isApart(row, 'first'))
      : []),
    ...(last
      ? keyed(last[1] ?? last[2] ?? '', page, text.slice(0, last.index), isApart(row, 'last'))
      : []),
  ];
}

/** Whether the row's first or last piece stands apart from the others. */
function isApart({ pieces, size }: Row, end: 'first' | 'last'): boolean {
  const at = end === 'first' ? 1 : pieces.length - 1;
  const gap = (pieces[at]?.x ?? 0) - (pieces[at - 1]?.end ?? 0);
  return pieces.length > 1 && gap > size * 1.2;
}

function keyed(digits: string, page: number, rest: string, isApart: boolean): EdgeRow['numbers'] {
  const isRoman = !/^\d/.test(digits);
  const value = isRoman ? parseCanonicalRoman(digits) : Number(digits);
  if (value === undefined) return [];
  return [{ key: `${isRoman ? 'roman' : 'arabic'} ${value - page}`, digits, rest, isApart }];
}

/** The differences between a row's number and its page that hold on several pages. */
function countingKeys(edges: readonly EdgeRow[]): Set<string> {
  const pages = new Map<string, Set<number>>();
  for (const { numbers, page } of edges) {
    for (const { key, rest, isApart } of numbers) {
      if (rest !== '' && !isApart) continue;
      pages.set(key, (pages.get(key) ?? new Set()).add(page));
    }
  }
  return new Set([...pages].filter(([, own]) => own.size >= leastPages).map(([key]) => key));
}

/** The heights at which rows with page numbers stand. */
class Heights {
  readonly #counts = new Map<number, number>();

  constructor(edges: readonly EdgeRow[], counted: ReadonlySet<string>) {
    for (const { row, numbers } of edges) {
      if (!numbers.some(({ key, isApart }) => isApart && counted.has(key))) continue;
      const key = Math.round(row.y / sameHeight);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  has(y: number): boolean {
    const key = Math.round(y / sameHeight);
    const near = [key - 1, key, key + 1].map((at) => this.#counts.get(at) ?? 0);
    return near.reduce((sum, own) => sum + own, 0) >= leastPages;
  }
}

/** What a row holds as furniture; undefined where it is text. */
function furniture(
  edge: EdgeRow,
  edges: readonly (readonly EdgeRow[])[],
  counted: ReadonlySet<string>,
  heights: Heights,
): LeftOutText[] | undefined {
  const { row, text, numbers } = edge;
  const number = numbers.find(({ key }) => counted.has(key));
  if (number && (number.rest === '' || number.isApart || heights.has(row.y))) {
    const { digits, rest } = number;
    const around = rest === '' ? text.replace(digits, '') : rest;
    return [
      { what: 'page numbers', text: digits },
      { what: 'running heads', text: around.trim() },
    ];
  }
  if (lettersOf(text) === '') return undefined;
  const isMarked = row.pieces.every(({ artifact }) => artifact);
  if (!isMarked && !isRepeated(edge, edges)) return undefined;
  return [{ what: /^\d+$/.test(text) ? 'page numbers' : 'running heads', text }];
}

function isRepeated({ page, row, text }: EdgeRow, edges: readonly (readonly EdgeRow[])[]): boolean {
  const near = [...Array(nearPages * 2 + 1).keys()].map((at) => page + at - nearPages);
  return near.some(
    (other) =>
      other !== page &&
      edges[other]?.some(
        (edge) => Math.abs(edge.row.y - row.y) <= sameHeight && isAlike(edge.text, text),
      ),
  );
}

/** Equal, or nearly so where a text was recognised from pictures; numbers tell headings apart. */
function isAlike(one: string, other: string): boolean {
  const mine = lettersOf(one);
  const theirs = lettersOf(other);
  if (mine === '' || theirs === '') return false;
  const digits = (text: string) => text.replace(/\D/g, '');
  return mine === theirs || (digits(mine) === digits(theirs) && sharedPairs(mine, theirs) > 0.8);
}

/** The share of neighbouring letters that both have (Dice's coefficient), 0 to 1. */
function sharedPairs(one: string, other: string): number {
  if (Math.min(one.length, other.length) < 8) return 0;
  const pairsOf = (text: string) =>
    new Set([...text].map((letter, at) => letter + text.charAt(at + 1)));
  const mine = pairsOf(one);
  const theirs = pairsOf(other);
  const shared = [...mine].filter((pair) => theirs.has(pair)).length;
  return (2 * shared) / (mine.size + theirs.size);
}
