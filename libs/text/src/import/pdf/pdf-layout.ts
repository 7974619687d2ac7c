import type { LeftOutText } from '../book-reader.ts';
import { Hyphenation } from '../hyphenation.ts';
import { bodySizeOf, measureBook } from './book-measures.ts';
import { takeFootnotes } from './footnotes.ts';
import { usualGutters } from './page-columns.ts';
import { type Line, linesOf } from './page-lines.ts';
import { rowsOf } from './page-rows.ts';
import { paragraphsOf } from './paragraphs.ts';
import { blocksOf, type PlacedBlock } from './pdf-blocks.ts';
import type { PdfContents } from './pdf-pages.ts';
import { takeRunningHeads } from './running-heads.ts';
import { seenText } from './seen-text.ts';

/** The text of a PDF in reading order. */
export interface PdfLayout {
  blocks: PlacedBlock[];
  leftOut: LeftOutText[];
  /** All lines that are read, for what is to be known of the words. */
  text: string;
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
  const { lines, leftOut } = withoutNotes(
    lined.map((page) => page.lines),
    bodySize,
  );
  const text = lines.map((line) => line.text).join('\n');
  const book = measureBook(lines, bodySize);
  const blocks = blocksOf(paragraphsOf(lines, book), book, new Hyphenation(text));
  const others = [seen, bare, lined].flatMap((step) => step.flatMap((page) => page.leftOut));
  return { blocks, leftOut: [...others, ...leftOut], text };
}

function withoutNotes(
  pages: readonly (readonly Line[])[],
  bodySize: number,
): { lines: Line[]; leftOut: LeftOutText[] } {
  const lines: Line[] = [];
  const leftOut: LeftOutText[] = [];
  let goesOn = false;
  for (const page of pages) {
    const own = takeFootnotes(page, bodySize, goesOn);
    goesOn = own.leftOut.length > 0;
    lines.push(...own.lines);
    leftOut.push(...own.leftOut);
  }
  return { lines, leftOut };
}
