import { emphasisMarks } from '../emphasis.ts';
import { headingBlock } from './imported-blocks.ts';
import type { ImportedBlock, ImportedChapter } from './imported-book.ts';

/** Cuts a text into sentences; joined they are the text again, spaces at the cuts apart. */
export type SplitSentences = (text: string) => string[];

/**
 * A chapter as the text.md that parseChapter() reads: blocks apart by a blank line, a sentence a
 * line so that editing one changes one line, markup only for what a block is.
 */
export function writeChapterText(
  { title, blocks }: ImportedChapter,
  splitSentences: SplitSentences,
): string {
  const hasTitle = blocks.some(({ kind, level }) => kind === 'heading' && level === 1);
  const all = hasTitle ? blocks : [headingBlock(title, 1), ...blocks];
  const written = all.map((block) => writeBlock(block, splitSentences));
  return `${written.filter((text) => text !== '').join('\n\n')}\n`;
}

function writeBlock(block: ImportedBlock, splitSentences: SplitSentences): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${literal(block.lines.join(' '))}`;
    case 'verse':
      return block.lines.map((line) => `| ${literal(line)}`).join('\n');
    case 'list-item':
      return `- ${sentenceLines(block, splitSentences).join('\n')}`;
    case 'paragraph':
      return sentenceLines(block, splitSentences).join('\n');
    case 'scene-break':
      return '***';
    default:
      return block.kind satisfies never;
  }
}

function sentenceLines({ lines }: ImportedBlock, splitSentences: SplitSentences): string[] {
  const text = lines.join(' ');
  const hasMarks = emphasisMarks(text).length > 0;
  return splitSentences(text)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) => escapeStart(hasMarks ? escapeMarks(sentence) : sentence));
}

/** Asterisks and underscores of the book's own, where they would be taken for emphasis. */
function literal(text: string): string {
  return emphasisMarks(text).length > 0 ? escapeMarks(text) : text;
}

function escapeMarks(text: string): string {
  return text.replace(/[*_]+/g, '\\$&');
}

/** What would make a line something other than a paragraph's, and comments. */
function escapeStart(line: string): string {
  const text = line.replaceAll('<!--', '\\<!--');
  return /^(#|-\s|\||\*|\\|-$)/.test(text) && !/^\\[*_<]/.test(text) ? `\\${text}` : text;
}
