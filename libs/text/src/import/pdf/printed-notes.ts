import { markKey } from '../notes/note-marks.ts';
import { isNear } from './book-measures.ts';
import { openingOf, type PageFoot } from './footnotes.ts';
import type { Line, LineMark } from './page-lines.ts';

/** A note at the foot of a page; never without lines. */
export interface PrintedNote {
  page: number;
  /** Its own mark, the first in its lines; undefined for small print that opens with none. */
  label?: LineMark;
  lines: Line[];
}

export interface PrintedNotes {
  notes: PrintedNote[];
  /** The note that a mark in the text refers to; marks without any are not in it. */
  noteOf: ReadonlyMap<LineMark, PrintedNote>;
}

/**
 * Tells the notes at the feet of a book's pages apart, and which marks in the text are theirs: those
 * of the same page with the same sign. A note that goes on at the foot of the next page is one.
 */
export function readNotes(pages: readonly PageFoot[]): PrintedNotes {
  const notes: PrintedNote[] = [];
  const noteOf = new Map<LineMark, PrintedNote>();
  for (const { lines, foot } of pages) {
    const marks = Map.groupBy(
      lines.flatMap((line) => line.marks),
      ({ text }) => keyOf(text),
    );
    const first = notes.length;
    for (const line of foot) addLine(notes, line, marks);
    const own = Map.groupBy(notes.slice(first), ({ label }) => label && keyOf(label.text));
    for (const [key, alike] of own) {
      for (const [at, mark] of (marks.get(key ?? '') ?? []).entries()) {
        const note = alike[at] ?? alike.at(-1);
        if (note) noteOf.set(mark, note);
      }
    }
  }
  return { notes, noteOf };
}

/** What marks are compared by. */
function keyOf(mark: string): string {
  return markKey(mark) ?? mark.normalize('NFKC');
}

function addLine(notes: PrintedNote[], line: Line, marks: ReadonlyMap<string, unknown>): void {
  const last = notes.at(-1);
  const opening = openingOf(line);
  if (last && isBehind(last, line)) {
    if (opening === undefined || !isExpected(keyOf(opening.trim()), last, marks)) {
      last.lines.push(line);
      return;
    }
  }
  notes.push(openNote(line, opening));
}

/** Whether a line may be a note's next: at the same foot or the next page's, in letters of its size. */
function isBehind({ lines }: PrintedNote, line: Line): boolean {
  const last = lines.at(-1);
  return last !== undefined && line.page - last.page <= 1 && isNear(last.size, line.size);
}

/** Whether a sign opens a note, where "12 May" could stand at the beginning of a line. */
function isExpected(
  key: string,
  { label }: PrintedNote,
  marks: ReadonlyMap<string, unknown>,
): boolean {
  if (marks.has(key) || !/^[\da-z]/.test(key) || key === '1' || key === 'a') return true;
  const before = label ? keyOf(label.text) : '';
  if (/^\d/.test(key)) return Number(key) === Number(before) + 1;
  return key.charCodeAt(0) === before.charCodeAt(0) + 1;
}

function openNote(line: Line, opening: string | undefined): PrintedNote {
  const { page } = line;
  if (opening === undefined) return { page, lines: [line] };
  const label = { text: opening.trim(), at: 0 };
  const { length } = opening;
  const others = line.marks.map((mark) => ({ ...mark, at: Math.max(0, mark.at - length) }));
  return {
    page,
    label,
    lines: [{ ...line, text: line.text.slice(length), marks: [label, ...others] }],
  };
}
