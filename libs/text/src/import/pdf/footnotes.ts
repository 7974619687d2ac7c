import type { Line } from './page-lines.ts';

/** Notes are set in letters smaller than the text's, as a share of its size. */
const mostSize = 0.93;

const opening = /^(?:\d{1,3}|[*†‡§¶⁎]{1,3}|[a-z](?=\))|[¹²³⁴-⁹⁰]{1,3})[.):\]]?\s?(?=[^\s\d.,)])/u;

/** The mark that a line opens with as notes do, with the space behind it; undefined without one. */
export function openingOf({ text }: Line): string | undefined {
  return opening.exec(text)?.[0];
}

/** A page's lines, and those of the notes at the feet of its columns. */
export interface PageFoot {
  lines: Line[];
  foot: Line[];
}

/**
 * Parts the notes of a page from its text: the smaller lines at the foot of a column, from the first
 * that opens with a mark; on a page behind one with notes, from the first smaller line. Notes in
 * letters of the text's size show by a raised sign, which the text above has too.
 *
 * @param goesOn whether the page before ended in a note
 */
export function takeFootnotes(lines: readonly Line[], bodySize: number, goesOn: boolean): PageFoot {
  const isSmall = ({ size }: Line) => size <= bodySize * mostSize;
  if (lines.every(isSmall)) return { lines: [...lines], foot: [] };
  const kept: Line[] = [];
  const notes: Line[] = [];
  for (const column of Map.groupBy(lines, (line) => line.column).values()) {
    const text = column.findLastIndex((line) => !isSmall(line)) + 1;
    const foot = column.slice(text);
    const marked = foot.findIndex((line) => openingOf(line) !== undefined);
    const start = goesOn && text > 0 ? 0 : marked;
    const isNote = foot.length > 0 && start >= 0 && (marked >= 0 || goesOn);
    const cut = isNote ? text + start : firstSigned(column);
    kept.push(...column.slice(0, cut));
    if (cut !== undefined) notes.push(...column.slice(cut));
  }
  return { lines: kept, foot: notes };
}

/** The first line that begins with a raised sign which stands in the text above it. */
function firstSigned(column: readonly Line[]): number | undefined {
  const signs = new Set<string>();
  for (const [at, { marks, raisedSign }] of column.entries()) {
    if (raisedSign !== undefined && signs.has(raisedSign)) return at;
    for (const { text } of marks) signs.add(text);
  }
  return undefined;
}
