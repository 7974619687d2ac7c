import type { LeftOutText } from '../book-reader.ts';
import type { Line } from './page-lines.ts';

/** Notes are set in letters smaller than the text's, as a share of its size. */
const mostSize = 0.93;

const mark = /^(?:\d{1,3}|[*†‡§¶⁎]{1,3}|[a-z](?=\))|[¹²³⁴-⁹⁰]{1,3})[.):\]]?\s?(?=[^\s\d.,)])/u;

/** Lines without the notes at the feet of columns. */
export interface WithoutNotes {
  lines: Line[];
  leftOut: LeftOutText[];
}

/**
 * Takes footnotes off a page: the smaller lines at the foot of a column, from the first that opens
 * with a mark; on a page behind one with notes, from the first smaller line.
 *
 * @param goesOn whether the page before ended in a note
 */
export function takeFootnotes(
  lines: readonly Line[],
  bodySize: number,
  goesOn: boolean,
): WithoutNotes {
  const isSmall = ({ size }: Line) => size <= bodySize * mostSize;
  if (lines.every(isSmall)) return { lines: [...lines], leftOut: [] };
  const kept: Line[] = [];
  const notes: string[] = [];
  for (const column of Map.groupBy(lines, (line) => line.column).values()) {
    const text = column.findLastIndex((line) => !isSmall(line)) + 1;
    const foot = column.slice(text);
    const marked = foot.findIndex((line) => mark.test(line.text));
    const start = goesOn && text > 0 ? 0 : marked;
    const isNote = foot.length > 0 && start >= 0 && (marked >= 0 || goesOn);
    kept.push(...column.slice(0, isNote ? text + start : undefined));
    if (isNote) notes.push(...foot.slice(start).map((line) => line.text));
  }
  const leftOut = notes.length > 0 ? [{ what: 'footnotes', text: notes.join(' ') }] : [];
  return { lines: kept, leftOut };
}
