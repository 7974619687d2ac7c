import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { parseNumeral } from '../numerals.ts';

/** How a chapter's text opens, compared with its name in the table of contents. */
export interface Opening {
  /** As it is heard: the source's own heading, where that says more than the contents. */
  title: string;
  /** Blocks before the title, such as the heading of a part. */
  before: SourceBlock[];
  /** The level of the heading that the title was; 0 where the text had none. */
  level: number;
  /** Blocks behind the title. */
  after: SourceBlock[];
  /** What the title was in the text: blocks, of which the last may go on in `after`. */
  titled: SourceBlock[];
}

/** Blocks looked at for the title; behind these the text has begun. */
const mostHeadings = 5;
/** A longer heading, in characters, goes on where the title ends. */
const longestTitle = 120;
const mostTitleWords = 40;

/** Finds the title among a chapter's first headings, so that it is not heard twice. */
export function openChapter(label: string, blocks: SourceBlock[]): Opening {
  for (const [at, block] of blocks.slice(0, mostHeadings).entries()) {
    if (!couldBeTitle(block)) break;
    const found = spelledOut(label, blocks.slice(at)) ?? saidAtMoreLength(label, block);
    if (found) {
      const { title, count, rest, cut } = found;
      const after = [...rest, ...blocks.slice(at + count)];
      const titled = [...blocks.slice(at, at + count - rest.length), ...cut];
      return { title, before: blocks.slice(0, at), level: block.level, after, titled };
    }
    if (block.kind !== 'heading') break;
  }
  return { title: label, before: [], level: 0, after: blocks, titled: [] };
}

interface Found {
  title: string;
  /** How many blocks hold the title. */
  count: number;
  /** The block that goes on where the title ends, in two: the title, and what it goes on with. */
  cut: SourceBlock[];
  rest: SourceBlock[];
}

/** The label over one or several headings: "I", then "The Ferry". */
function spelledOut(label: string, blocks: SourceBlock[]): Found | undefined {
  const wanted = keyOf(label);
  let said = '';
  let count = 0;
  for (const block of blocks.slice(0, mostHeadings)) {
    const key = keyOf(blockText(block));
    if (key === '' || !couldBeTitle(block) || !wanted.startsWith(said + key)) break;
    said += key;
    count++;
  }
  return count === 0 ? undefined : { title: label, count, cut: [], rest: [] };
}

/** The heading holds the label and more: the number, or a subtitle, or a whole summary. */
function saidAtMoreLength(label: string, block: SourceBlock): Found | undefined {
  const wanted = keyOf(label);
  const text = blockText(block);
  if (block.kind !== 'heading' || wanted === '') return undefined;
  if (text.length <= longestTitle) {
    const isSame = keyOf(text).includes(wanted) || sharedWords(label, text) >= 0.6;
    return isSame ? { title: text, count: 1, cut: [], rest: [] } : undefined;
  }
  const words = text.split(' ');
  const cut = words
    .slice(0, mostTitleWords)
    .findIndex((_, at) => keyOf(words.slice(0, at + 1).join(' ')) === wanted);
  if (cut < 0) return undefined;
  const { notes: _, ...bare } = block;
  const own = { ...bare, lines: [words.slice(0, cut + 1).join(' ')] };
  const rest = { ...block, lines: [words.slice(cut + 1).join(' ')] };
  return { title: label, count: 1, cut: [own], rest: [rest] };
}

/** Titles are indented too, so as to stand in the middle of the page. */
function couldBeTitle({ kind, lines }: SourceBlock): boolean {
  if (kind === 'heading') return true;
  return (kind === 'paragraph' || kind === 'quotation') && lines.join(' ').length <= longestTitle;
}

/** The share of both texts' words that both have, 0 to 1. */
function sharedWords(one: string, other: string): number {
  const mine = new Set(wordsOf(one));
  const theirs = new Set(wordsOf(other));
  const shared = [...mine].filter((word) => theirs.has(word)).length;
  return shared / Math.max(1, Math.max(mine.size, theirs.size));
}

/** Words in one case and numbers as digits, so that "Chapter IV" is "CHAPTER FOUR". */
function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => String(parseNumeral(word.toLowerCase()) ?? word.toLowerCase()));
}

function keyOf(text: string): string {
  return wordsOf(text).join('');
}
