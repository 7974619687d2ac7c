import type { LeftOutText } from '../book-reader.ts';
import { cleanText } from '../clean-text.ts';
import { Hyphenation } from '../hyphenation.ts';
import { bodySizeOf, measureBook } from './book-measures.ts';
import { type PageFoot, takeFootnotes } from './footnotes.ts';
import { usualGutters } from './page-columns.ts';
import { type Line, type LineMark, linesOf } from './page-lines.ts';
import { rowsOf } from './page-rows.ts';
import { markedText, paragraphsOf } from './paragraphs.ts';
import { blocksOf, type MarkedLines, type PlacedBlock } from './pdf-blocks.ts';
import type { PdfContents } from './pdf-pages.ts';
import { type PrintedNote, readNotes } from './printed-notes.ts';
import { takeRunningHeads } from './running-heads.ts';
import { seenText } from './seen-text.ts';

/** The text of a PDF in reading order. */
export interface PdfLayout {
  blocks: PlacedBlock[];
  /** The notes at the feet of its pages, in order. */
  notes: PlacedNote[];
  leftOut: LeftOutText[];
  /** All lines that are read, for what is to be known of the words. */
  text: string;
}

/** A note, the page at whose foot it begins, and the marks in the text that refer to it. */
export interface PlacedNote {
  page: number;
  text: MarkedLines;
  /** Its own among the marks of its text. */
  label: LineMark | undefined;
  references: ReadonlySet<LineMark>;
}

/** Makes running text of words that are set at places on pages. */
export function readLayout({ pages, fonts }: PdfContents): PdfLayout {
  const bodySize = bodySizeOf(pages);
  const seen = pages.map(seenText);
  const rows = seen.map(({ pieces }) => rowsOf(pieces, bodySize));
  const bare = takeRunningHeads(rows, bodySize);
  const words = seen.map(({ pieces }) => pieces.map(({ text }) => text).join(' ')).join('\n');
  const vocabulary = new Hyphenation(words);
  const gutters = usualGutters(bare.map((page) => page.rows));
  const look = { fonts, vocabulary, gutters };
  const lined = bare.map((page, at) => linesOf(page.rows, at, look));
  const feet = takeFeet(
    lined.map((page) => page.lines),
    bodySize,
  );
  const lines = feet.flatMap((page) => page.lines);
  const text = lines.map((line) => line.text).join('\n');
  const book = measureBook(lines, bodySize);
  const hyphenation = new Hyphenation(text);
  const blocks = blocksOf(paragraphsOf(lines, book), book, hyphenation);
  const notes = placeNotes(feet, hyphenation);
  const others = [seen, bare, lined].flatMap((step) => step.flatMap((page) => page.leftOut));
  return { blocks, notes, leftOut: [...others, ...unplacedMarks(lines, blocks)], text };
}

function takeFeet(pages: readonly (readonly Line[])[], bodySize: number): PageFoot[] {
  let goesOn = false;
  return pages.map((page) => {
    const own = takeFootnotes(page, bodySize, goesOn);
    goesOn = own.foot.length > 0;
    return own;
  });
}

function placeNotes(pages: readonly PageFoot[], hyphenation: Hyphenation): PlacedNote[] {
  const { notes, noteOf } = readNotes(pages);
  const references = new Map(notes.map((note) => [note, new Set<LineMark>()]));
  for (const [mark, note] of noteOf) references.get(note)?.add(mark);
  return notes.map((note) => ({
    page: note.page,
    text: noteText(note, hyphenation),
    label: note.label,
    references: references.get(note) ?? new Set(),
  }));
}

function noteText({ lines }: PrintedNote, hyphenation: Hyphenation): MarkedLines {
  const marks = lines.flatMap((line) => line.marks);
  return { lines: [cleanText(markedText({ lines }, hyphenation, marks))], marks };
}

/** Marks in lines of which no text came: at a scene break, for one. */
function unplacedMarks(lines: readonly Line[], blocks: readonly PlacedBlock[]): LeftOutText[] {
  const placed = new Set(blocks.flatMap(({ marked }) => marked?.marks ?? []));
  const marks = lines.flatMap((line) => line.marks).filter((mark) => !placed.has(mark));
  return marks.map(({ text }) => ({ what: 'note marks', text }));
}
