import { parseNumeral } from './numerals.ts';

/** A heading that counts: "Chapter 4. The Ferry", "CHAPITRE PREMIER", "Première partie". */
export interface NumberedHeading {
  rank: 'part' | 'chapter';
  /** What is counted, in lower case. */
  word: string;
  number: number;
  /** What stands behind the number on the same line; often nothing. */
  title: string;
}

const chapterWords =
  'chapter chap chapitre kapitel kapittel kap capítulo capitulo capitolo hoofdstuk letter lettre brev stave canto chant adventure';
const partWords =
  'part partie parte teil theil del deel book livre buch bog boek libro volume vol tome tomo band bind';

const ranks = new Map<string, 'part' | 'chapter'>([
  ...chapterWords.split(' ').map((word) => [word, 'chapter'] as const),
  ...partWords.split(' ').map((word) => [word, 'part'] as const),
]);

/** Words that "to" is a number behind: elsewhere it is English, as in "Letter to Karen". */
const danishWords = new Set(['kapitel', 'kapittel', 'kap', 'brev', 'del', 'bog', 'bok', 'bind']);

const article = /^(the|la|le|das|der|die|den|det|el|il)$/i;

/** Longer lines, in characters, are paragraphs. */
const longestLine = 400;

/** A heading longer than this, in words before its title, is a sentence. */
const mostNumeralWords = 4;

/** Reads a line as a counting heading, or undefined where it is none. */
export function readNumberedHeading(line: string): NumberedHeading | undefined {
  if (line.length > longestLine) return undefined;
  const words = bare(line).split(/\s+/);
  if (article.test(words[0] ?? '')) words.shift();
  return wordFirst(words) ?? numberFirst(words);
}

/** "Chapter the First. A title" */
function wordFirst(words: string[]): NumberedHeading | undefined {
  const word = plain(words[0] ?? '');
  const rank = ranks.get(word);
  if (!rank) return undefined;
  const skipped = article.test(words[1] ?? '') || /^n[or]\.?$|^n°$/i.test(words[1] ?? '') ? 2 : 1;
  const found = leadingNumeral(words.slice(skipped));
  const isTo = plain(words[skipped] ?? '') === 'to' && !danishWords.has(word);
  return found && !isTo ? { rank, word, ...found } : undefined;
}

/** "Première partie", "1. Kapitel: A title" */
function numberFirst(words: string[]): NumberedHeading | undefined {
  const at = words.slice(0, mostNumeralWords).findIndex((word) => ranks.has(plain(word)));
  if (at < 1) return undefined;
  const number = parseNumeral(plain(words.slice(0, at).join(' ')));
  const word = plain(words[at] ?? '');
  const rank = ranks.get(word);
  if (number === undefined || !rank || !/^\p{Lu}|^\d/u.test(words[0] ?? '')) return undefined;
  const title = titleAfter(words[at] ?? '', words.slice(at + 1));
  return title === undefined ? undefined : { rank, word, number, title };
}

/** The longest numeral that the words begin with, and the title behind it. */
function leadingNumeral(words: string[]): { number: number; title: string } | undefined {
  for (let count = Math.min(mostNumeralWords, words.length); count > 0; count--) {
    const [own, joined] = cutTitle(words[count - 1] ?? '');
    const number = parseNumeral(plain([...words.slice(0, count - 1), own].join(' ')));
    if (number === undefined) continue;
    const rest = joined === '' ? words.slice(count) : [joined, ...words.slice(count)];
    const title = titleAfter(words[count - 1] ?? '', rest);
    if (title !== undefined) return { number, title };
  }
  return undefined;
}

/** "ONE--The" holds the number and the title's first word. */
function cutTitle(word: string): [string, string] {
  const cut = /^([\p{L}\p{N}]+(?:-[\p{L}]+)?)\.?(?:--|[—–:])(\S+)$/u.exec(word);
  return cut ? [cut[1] ?? '', cut[2] ?? ''] : [word, ''];
}

/** Without a stop between them, words in lower case after the number make it a sentence. */
function titleAfter(numeral: string, rest: string[]): string | undefined {
  const title = rest.join(' ').replace(/^[\s.:;,–—-]+/u, '');
  const isStopped = /[.:,–—-]$/u.test(numeral) || /^[.:–—-]/u.test(rest[0] ?? '');
  const isSentence = /^\p{Ll}/u.test(title) && !isStopped;
  return isSentence ? undefined : title;
}

/** Without what ornaments a heading: `*** CHAPTER I ***`, `_Chapter I_`, `[Chapter I]`. */
function bare(line: string): string {
  return line.trim().replace(/^[\s*_=~#[\]]+|[\s*_=~#[\]]+$/g, '');
}

function plain(word: string): string {
  return word.replace(/[.:;,)\]–—]+$/u, '').toLowerCase();
}
