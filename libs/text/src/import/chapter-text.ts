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
      return `${'#'.repeat(block.level)} ${literal(block.lines).join(' ')}`;
    case 'verse':
      return literal(block.lines)
        .map((line) => `| ${line}`)
        .join('\n');
    case 'list-item': {
      const [first, ...others] = sentenceLines(block, splitSentences);
      return [`- ${first}`, ...others.map(escapeStart)].join('\n');
    }
    case 'paragraph':
      return sentenceLines(block, splitSentences).map(escapeStart).join('\n');
    case 'quotation':
      return sentenceLines(block, splitSentences)
        .map((line) => `> ${escapeStart(line)}`)
        .join('\n');
    case 'scene-break':
      return '***';
    default:
      return block.kind satisfies never;
  }
}

/** Lines end only at spaces, because a line break is read as one: Japanese stays on one line. */
function sentenceLines({ lines }: ImportedBlock, splitSentences: SplitSentences): string[] {
  const text = lines.join(' ');
  const sentences: string[] = [];
  let at = 0;
  for (const piece of splitSentences(text)) {
    const sentence = piece.trim();
    const start = text.indexOf(sentence, at);
    const between = text.slice(at, start);
    const last = sentences.at(-1);
    if (last === undefined || between.includes(' ')) sentences.push(sentence);
    else sentences.splice(-1, 1, `${last}${between}${sentence}`);
    at = start + sentence.length;
  }
  return literal(sentences.filter((sentence) => sentence !== ''));
}

/** Lines of one block whose own asterisks, underscores and arrows are not taken for markup. */
function literal(lines: readonly string[]): string[] {
  const hasMarks = emphasisMarks(lines.join('\n')).length > 0;
  return lines
    .map((line) => (hasMarks ? line.replace(/[*_]+/g, '\\$&') : line))
    .map((line) => line.replaceAll('<!--', '\\<!--'));
}

/** What would make a line something other than a paragraph's; the parser takes one backslash off. */
function escapeStart(line: string): string {
  return /^(#|-\s|-$|\||\*|>|\\)/.test(line) ? `\\${line}` : line;
}
