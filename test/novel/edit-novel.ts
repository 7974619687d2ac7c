import { splitSentences } from '@audiobook/text/sentences';
import { english } from './english.ts';
import { narrate } from './grammar.ts';
import type { Random } from './random.ts';

export const sentenceEdits = [
  'change-word',
  'add-words',
  'replace-sentence',
  'insert-sentence',
  'delete-sentence',
] as const;
export type SentenceEdit = (typeof sentenceEdits)[number];

/** What an edit did: `text.slice(start, end)` became `inserted`. */
export interface Edit {
  kind: SentenceEdit | 'break-paragraph';
  start: number;
  end: number;
  inserted: string;
  /** The text after the edit. */
  text: string;
}

/** A range of a text in UTF-16 code units. */
interface Range {
  start: number;
  end: number;
}

/**
 * Edits one sentence of a paragraph of a text.md, as an author would: a word changed, one to three
 * words added, a sentence replaced, inserted or deleted. Every sentence is as likely as any other.
 *
 * @param kind a random one by default
 */
export function editOneSentence(
  text: string,
  random: Random,
  kind: SentenceEdit = random.pick(sentenceEdits),
): Edit {
  const { start, end } = random.pick(sentencesOf(text));
  const sentence = text.slice(start, end);
  switch (kind) {
    case 'change-word': {
      const word = random.pick(wordsOf(sentence));
      const at = { start: start + word.start, end: start + word.end };
      return change(text, at, { kind, inserted: otherWord(text.slice(at.start, at.end), random) });
    }
    case 'add-words': {
      const at = start + random.pick(wordsOf(sentence)).end;
      const count = 1 + random.below(3);
      const added = Array.from({ length: count }, () => ` ${random.pick(english.adjectives)}`);
      return change(text, { start: at, end: at }, { kind, inserted: added.join('') });
    }
    case 'replace-sentence':
      return change(text, { start, end }, { kind, inserted: narrate(english, random) });
    case 'insert-sentence':
      return change(text, { start: end, end }, { kind, inserted: `\n${narrate(english, random)}` });
    case 'delete-sentence':
      return change(text, { start, end: behindSpace(text, end) }, { kind, inserted: '' });
    default:
      return kind satisfies never;
  }
}

/**
 * Breaks a paragraph at an offset, by two line breaks instead of the white space there, or between
 * the characters there if there is none.
 */
export function breakParagraph(text: string, at: number): Edit {
  const start = at - (/\s*$/.exec(text.slice(Math.max(0, at - 100), at))?.[0].length ?? 0);
  const end = at + (/^\s*/.exec(text.slice(at, at + 100))?.[0].length ?? 0);
  return change(text, { start, end }, { kind: 'break-paragraph', inserted: '\n\n' });
}

/**
 * Changes only the white space of a text.md: wraps paragraphs at another width, doubles spaces,
 * leaves blanks at line ends and further blank lines between blocks.
 */
export function rewrap(text: string, random: Random): string {
  return text
    .split(/\n{2,}/)
    .map((block) => (isProse(block) ? rewrapBlock(block, random) : `${block}  `))
    .join(random.chance(0.5) ? '\n\n' : '\n \n\n');
}

function rewrapBlock(block: string, random: Random): string {
  const width = 20 + random.below(100);
  let column = 0;
  const pieces = block.split(/\s+/).map((word, index) => {
    column += word.length + 1;
    if (index === 0) return word;
    const mayWrap = !/^(?:[#|*\-\\]|<!--)/.test(word);
    if (column > width && mayWrap) {
      column = word.length;
      return `${random.chance(0.2) ? ' \t' : ''}\n${word}`;
    }
    return `${random.chance(0.1) ? '  ' : ' '}${word}`;
  });
  return pieces.join('');
}

/** The sentences of a text.md's paragraphs, without the white space around them. */
export function sentencesOf(text: string): Range[] {
  const sentences: Range[] = [];
  for (const { 0: block, index } of text.matchAll(/[^\n]+(?:\n[^\n]+)*/g)) {
    if (!isProse(block)) continue;
    let start = index;
    for (const piece of splitSentences(block, 'en')) {
      sentences.push({ start, end: start + piece.trimEnd().length });
      start += piece.length;
    }
  }
  return sentences;
}

function isProse(block: string): boolean {
  return !/^\s*(?:#{1,6} |- |\||\*\s*\*\s*\*\s*$)/.test(block);
}

function wordsOf(sentence: string): Range[] {
  const words = Array.from(sentence.matchAll(/[\p{L}\p{N}’']+/gu), ({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
  }));
  return words.length > 0 ? words : [{ start: 0, end: sentence.length }];
}

function otherWord(word: string, random: Random): string {
  const other = random.pick(english.things.filter((thing) => thing !== word.toLowerCase()));
  const isCapital = word.charAt(0) !== word.charAt(0).toLowerCase();
  return isCapital ? other.charAt(0).toUpperCase() + other.slice(1) : other;
}

function behindSpace(text: string, end: number): number {
  const next = text.charAt(end);
  return next === ' ' || (next === '\n' && text.charAt(end + 1) !== '\n') ? end + 1 : end;
}

function change(
  text: string,
  { start, end }: Range,
  { kind, inserted }: Pick<Edit, 'kind' | 'inserted'>,
): Edit {
  return { kind, start, end, inserted, text: text.slice(0, start) + inserted + text.slice(end) };
}
