import { headingBlock, tidySceneBreaks } from '../imported-blocks.ts';
import type { ImportedBlock, ImportedChapter } from '../imported-book.ts';
import type { SourceBlock } from '../markup/source-block.ts';
import { parseRoman } from '../numerals.ts';
import { openChapter } from './chapter-opening.ts';

/** The text of one chapter, under the name that the contents give it. */
export interface ChapterSource {
  label: string;
  /** What is heard before the title. */
  opening: SourceBlock[];
  blocks: SourceBlock[];
}

/**
 * Makes a chapter: one title, and headings below its level. Where something is heard before the
 * title, the title stands among the blocks.
 */
export function assembleChapter({ label, opening, blocks }: ChapterSource): ImportedChapter {
  const { title, before, level, after } = openChapter(label, blocks);
  const levels = after.filter(({ kind }) => kind === 'heading').map((block) => block.level);
  const base = level || levels.reduce((least, other) => Math.min(least, other), 6) - 1;
  const rest = after.map((block) => toImported(block, base));
  const first = tidySceneBreaks([...opening, ...before].map((block) => toImported(block, 6)));
  const text = first.length === 0 ? rest : [...first, headingBlock(title, 1), ...rest];
  return { title, blocks: tidySceneBreaks(text) };
}

/** @param base the level of the chapter's own title; headings within it are below that */
function toImported({ kind, level, lines }: SourceBlock, base: number): ImportedBlock {
  if (kind === 'heading') {
    return headingBlock(lines.join(' '), Math.min(6, Math.max(2, level - base + 1)));
  }
  if (kind === 'paragraph' && lines.length === 1 && isNumeral(lines[0] ?? '')) {
    return headingBlock(lines[0] ?? '', 2);
  }
  return { kind, level: 0, lines };
}

/** Sections within stories are often numbered in plain paragraphs. */
function isNumeral(line: string): boolean {
  return /^[IVXLC]+\.?$/.test(line) && parseRoman(line.replace('.', '')) !== undefined;
}
