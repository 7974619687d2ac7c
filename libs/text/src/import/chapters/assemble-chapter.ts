import type { NotesChoice } from '@audiobook/model/import-record';
import { countLetters } from '../clean-text.ts';
import { headingBlock, tidySceneBreaks } from '../imported-blocks.ts';
import type { ImportedBlock, ImportedChapter } from '../imported-book.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { parseRoman } from '../numerals.ts';
import { openChapter } from './chapter-opening.ts';

/** The text of one chapter, under the name that the contents give it. */
export interface ChapterSource {
  label: string;
  /** What is heard before the title. */
  opening: SourceBlock[];
  blocks: SourceBlock[];
}

/** What becomes of the notes that a chapter's blocks bring with them. */
export interface ChapterNotes {
  choice: NotesChoice;
  /** The heading over notes that are gathered at the chapter's end. */
  heading: string;
}

export interface AssembledChapter {
  chapter: ImportedChapter;
  /** Letters and digits in it that the text has not: of the title, or of the heading over notes. */
  added: number;
}

/**
 * Makes a chapter: one title, and headings below its level. Where something is heard before the
 * title, the title stands among the blocks.
 */
export function assembleChapter(
  { label, opening, blocks }: ChapterSource,
  notes: ChapterNotes,
): AssembledChapter {
  const { title, before, level, after, titled } = openChapter(label, blocks);
  const levels = after.filter(({ kind }) => kind === 'heading').map((block) => block.level);
  const base = level || levels.reduce((least, other) => Math.min(least, other), 6) - 1;
  const inPlace = notes.choice === 'in-place';
  const write = (source: readonly SourceBlock[], base: number) =>
    source.flatMap((block) => [toImported(block, base), ...(inPlace ? noteBlocks([block]) : [])]);
  const rest = [...(inPlace ? noteBlocks(titled) : []), ...write(after, base)];
  const first = tidySceneBreaks(write([...opening, ...before], 6));
  const text = first.length === 0 ? rest : [...first, headingBlock(title, 1), ...rest];
  const gathered = inPlace ? [] : noteBlocks([...opening, ...before, ...titled, ...after]);
  const end = gathered.length === 0 ? [] : [headingBlock(notes.heading, 2), ...gathered];
  const own = titled.reduce((sum, block) => sum + countLetters(blockText(block)), 0);
  const added = countLetters(title) - own + (end.length > 0 ? countLetters(notes.heading) : 0);
  return { chapter: { title, blocks: tidySceneBreaks([...text, ...end]) }, added };
}

/** The notes that blocks bring with them, in the order of their marks. */
function noteBlocks(blocks: readonly SourceBlock[]): ImportedBlock[] {
  return blocks.flatMap(({ notes }) => (notes ?? []).flat()).map((block) => toImported(block, 1));
}

/** @param base the level of the chapter's own title; headings within it are below that */
function toImported({ kind, level, lines }: SourceBlock, base: number): ImportedBlock {
  if (kind === 'heading') {
    return headingBlock(lines.join(' '), Math.min(6, Math.max(2, level - base + 1)));
  }
  const isPlain = kind === 'paragraph' || kind === 'quotation';
  if (isPlain && lines.length === 1 && isNumeral(lines[0] ?? '')) {
    return headingBlock(lines[0] ?? '', 2);
  }
  return { kind, level: 0, lines };
}

/** Sections within stories are often numbered in plain paragraphs, indented or not. */
function isNumeral(line: string): boolean {
  return /^[IVXLC]+\.?$/.test(line) && parseRoman(line.replace('.', '')) !== undefined;
}
