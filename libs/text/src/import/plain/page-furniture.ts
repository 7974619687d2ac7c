import type { LeftOutText } from '../book-reader.ts';
import { Hyphenation } from '../hyphenation.ts';

/** A text without what was printed on its pages besides it. */
export interface CleanPages {
  lines: string[];
  leftOut: LeftOutText[];
}

/** Fewer numbered pages than this prove nothing. */
const leastPages = 3;

/** A page's number and what stands around it, in characters; it may be centred. */
const longestNumber = 120;

const pageNumber =
  /^\s*(?:\[?(?:page|pg\.?|p\.|side|seite|página)\s*)?[[({*–—-]?\s*(\d{1,4})\s*[\])}*–—-]?(?:\s*(?:of|\/)\s*\d+\]?)?\s*$/i;

/**
 * Takes page numbers and running heads out of a text that was printed on pages, and joins the
 * sentences and words that its pages and lines cut. A text without pages stays as it is.
 *
 * Pages show by form feeds, or by numbers that count up on lines of their own in the middle of
 * sentences.
 */
export function cleanPages(text: string): CleanPages {
  const lines = splitLines(text);
  const numbers = pageNumberLines(lines);
  if (numbers.size === 0) return { lines: lines.map(({ text }) => text), leftOut: [] };
  const heads = runningHeads(lines, numbers);
  const dropped = new Set([...numbers, ...heads]);
  return {
    lines: joinWords(closeGaps(lines, dropped)),
    leftOut: [
      leftOutLines('page numbers', lines, numbers),
      leftOutLines('running heads', lines, heads),
    ].filter(({ text }) => text !== ''),
  };
}

interface Line {
  text: string;
  /** Whether a page ends behind this line. */
  endsPage: boolean;
}

function splitLines(text: string): Line[] {
  const pages = text.split('\f');
  return pages.flatMap((page, at) => {
    const lines = page.split(/\r\n|[\n\r\v\u0085\u2028\u2029]/);
    const isLast = at === pages.length - 1;
    return lines.map((line, index) => ({
      text: line,
      endsPage: !isLast && index === lines.length - 1,
    }));
  });
}

function pageNumberLines(lines: readonly Line[]): Set<number> {
  const isBlank = (at: number) => (lines[at]?.text.trim() ?? '') === '';
  const numbered = [...lines.entries()].flatMap(([at, { text }]) => {
    const number = Number(text.length > longestNumber ? 0 : pageNumber.exec(text)?.[1]);
    const isAlone = isBlank(at - 1) && isBlank(at + 1);
    return number > 0 && isAlone ? [{ at, number }] : [];
  });
  const rising = longestCount(numbered);
  const atPageEnds = rising.filter(({ at }) => isPageEdge(lines, at));
  const cutting = rising.filter(({ at }) => cutsSentence(lines, at));
  const arePages = atPageEnds.length * 2 > rising.length || cutting.length * 4 > rising.length;
  return new Set(rising.length >= leastPages && arePages ? rising.map(({ at }) => at) : []);
}

/** The numbers that follow one another, a few missing; others are of the text. */
function longestCount<T extends { number: number }>(numbered: readonly T[]): T[] {
  const counted: T[] = [];
  for (const entry of numbered) {
    const last = counted.at(-1)?.number;
    if (last === undefined || (entry.number > last && entry.number <= last + 3))
      counted.push(entry);
  }
  return counted;
}

/** Whether only blank lines stand between this line and the end or the start of a page. */
function isPageEdge(lines: readonly Line[], at: number): boolean {
  for (let after = at; after < Math.min(at + 4, lines.length); after++) {
    if (lines[after]?.endsPage) return true;
    if (lines[after + 1]?.text.trim()) break;
  }
  for (let before = at - 1; before >= Math.max(0, at - 4); before--) {
    if (lines[before]?.endsPage) return true;
    if (lines[before]?.text.trim()) break;
  }
  return false;
}

function cutsSentence(lines: readonly Line[], at: number): boolean {
  const before = lines.slice(Math.max(0, at - 5), at).findLast(({ text }) => text.trim() !== '');
  return before !== undefined && /[\p{Ll},;-]$/u.test(before.text.trim());
}

/** The same line at the head of several pages. */
function runningHeads(lines: readonly Line[], numbers: ReadonlySet<number>): Set<number> {
  const heads = new Set<number>();
  for (const [at, { endsPage }] of lines.entries()) {
    if (!endsPage && !numbers.has(at)) continue;
    const behind = lines.slice(at + 1, at + 7);
    const first = behind.findIndex(
      ({ text }, index) => text.trim() !== '' && !numbers.has(at + 1 + index),
    );
    if (first >= 0) heads.add(at + 1 + first);
  }
  const key = (at: number) =>
    (lines[at]?.text ?? '')
      .replace(/[\d\s]+/g, ' ')
      .trim()
      .toLowerCase();
  const counts = new Map<string, number>();
  for (const at of heads) counts.set(key(at), (counts.get(key(at)) ?? 0) + 1);
  return new Set([...heads].filter((at) => key(at) !== '' && (counts.get(key(at)) ?? 0) > 1));
}

/** Without the dropped lines, and without the space around them where a sentence goes on. */
function closeGaps(lines: readonly Line[], dropped: ReadonlySet<number>): string[] {
  const kept: string[] = [];
  let gap = false;
  for (const [at, { text, endsPage }] of lines.entries()) {
    if (dropped.has(at)) gap = true;
    else if (text.trim() === '') {
      kept.push('');
      gap ||= endsPage;
    } else {
      if (gap && goesOn(kept, text)) while (kept.at(-1) === '') kept.pop();
      kept.push(text);
      gap = endsPage;
    }
  }
  return kept;
}

function goesOn(kept: readonly string[], next: string): boolean {
  const last = kept.findLast((line) => line !== '')?.trimEnd() ?? '';
  return /[\p{L},;-]$/u.test(last) && /^\s*["“”'’]?\p{Ll}/u.test(next);
}

/** Words that were cut at the end of a line, unless the text has them with a hyphen elsewhere. */
function joinWords(lines: readonly string[]): string[] {
  const hyphenation = new Hyphenation(lines.join('\n'));
  const joined: string[] = [];
  for (const line of lines) {
    const start = hyphenation.cutAtEnd(joined.at(-1) ?? '');
    const rest = /^\s*(\p{Ll}+\S*)\s?/u.exec(line);
    if (start === undefined || !rest) joined.push(line);
    else {
      const word = /^\p{L}+/u.exec(rest[1] ?? '')?.[0] ?? '';
      const stem = (joined.pop() ?? '').slice(
        0,
        hyphenation.keepsHyphen(start, word) ? undefined : -1,
      );
      joined.push(`${stem}${rest[1]}`);
      const others = line.slice(rest[0].length);
      if (others !== '') joined.push(others);
    }
  }
  return joined;
}

function leftOutLines(what: string, lines: readonly Line[], at: ReadonlySet<number>): LeftOutText {
  return { what, text: [...at].map((index) => lines[index]?.text.trim()).join(' ') };
}
