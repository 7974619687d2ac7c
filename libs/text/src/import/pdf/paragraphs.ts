import type { Hyphenation } from '../hyphenation.ts';
import { markPlace } from '../notes/note-marks.ts';
import { isSceneBreak } from '../scene-break.ts';
import { type BookMeasures, isBelow, isNear } from './book-measures.ts';
import type { Line, LineMark } from './page-lines.ts';

/** Lines that are one paragraph, heading or mark; never empty. */
export interface Paragraph {
  lines: Line[];
  /** The space above it is larger than between paragraphs, or it is the first of its page. */
  isApart: boolean;
  /** A new scene begins with it, by the space above. */
  opensScene: boolean;
}

/** Lines are a paragraph's as long as nothing tells them apart from those above. */
export function paragraphsOf(lines: readonly Line[], book: BookMeasures): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const line of lines) {
    const current = paragraphs.at(-1);
    const last = current?.lines.at(-1);
    if (current && last && goesOn(current, last, line, book)) current.lines.push(line);
    else paragraphs.push(openParagraph(last, line, book));
  }
  return paragraphs;
}

function openParagraph(last: Line | undefined, line: Line, book: BookMeasures): Paragraph {
  const gap = last && isBelow(last, line) ? line.y - last.y : Number.POSITIVE_INFINITY;
  const usual = Math.max(book.leading(line.size), book.paragraphGap);
  const isText = last && isNear(last.size, line.size) && isNear(line.size, book.bodySize);
  return {
    lines: [line],
    isApart: gap > usual * 1.3,
    opensScene: isText === true && Number.isFinite(gap) && isSceneGap(gap / usual, line, book),
  };
}

/**
 * An empty line between paragraphs. Where these are indented, printers also stretch the space to
 * fill a page: then the line behind it must not be indented, or the space be larger still.
 */
function isSceneGap(gap: number, { x, left, size }: Line, { indent }: BookMeasures): boolean {
  const isFlush = x - left < size * 0.3;
  return gap > (indent === undefined || isFlush ? 1.6 : 2.6);
}

function goesOn({ lines }: Paragraph, last: Line, line: Line, book: BookMeasures): boolean {
  if (!isNear(last.size, line.size) || last.bold !== line.bold) return false;
  if (isSceneBreak(line.text) || isSceneBreak(last.text) || line.leads || last.leads) return false;
  const isCut = /[\p{L}][-\u00ad]$/u.test(last.text) && /^\p{Ll}/u.test(line.text);
  if (!isBelow(last, line)) return goesOnAfterBreak(lines, last, line, book) || isCut;
  if (line.y - last.y > book.leading(line.size) * 1.3) return false;
  if (isCut) return true;
  if (isCentred(last) && isCentred(line)) return /^\p{Ll}/u.test(line.text);
  return !isIndented(lines, last, line, book) && !isOutdented(lines, line) && isFull(last, line);
}

/** Across columns and pages there is no space that tells, but sentences do. */
function goesOnAfterBreak(
  lines: readonly Line[],
  last: Line,
  line: Line,
  book: BookMeasures,
): boolean {
  const isOpen = !/[.!?…:]["”’»)\]]*$/u.test(last.text);
  if (isOpen && /^["“‘«(]?\p{Ll}/u.test(line.text)) return true;
  if (isCentred(line) || isCentred(last)) return false;
  return !isIndented(lines, last, line, book) && isFull(last, line);
}

/** A first line is indented, unless the whole paragraph is set in. */
function isIndented(
  lines: readonly Line[],
  last: Line,
  line: Line,
  { indent }: BookMeasures,
): boolean {
  const depth = line.x - line.left;
  if (depth < line.size * 0.6) return false;
  const before = last.x - last.left;
  if (Math.abs(depth - before) > line.size * 0.3) return depth > before;
  const isBlock =
    lines.length > 1 && lines.slice(-3).every(({ x, left }) => Math.abs(x - left - depth) < 2);
  const isFirst = indent !== undefined && Math.abs(depth - indent) < line.size * 0.3;
  return isFirst && !isBlock;
}

/** Text that was set in ends where a line reaches further out than those above. */
function isOutdented(lines: readonly Line[], line: Line): boolean {
  if (lines.length < 2) return false;
  const before = lines.slice(1).reduce((least, { x, left }) => Math.min(least, x - left), 1e9);
  return line.x - line.left < before - line.size * 0.6;
}

/** Whether the first word of the next line would not have fitted. */
function isFull(last: Line, next: Line): boolean {
  const letter = (next.end - next.x) / Math.max(1, next.text.length);
  const word = next.text.indexOf(' ') < 0 ? next.text.length : next.text.indexOf(' ');
  const room = last.right - last.end;
  return room < letter * (word + 1) + last.size * 0.4;
}

export function isCentred({ x, end, left, right, size }: Line): boolean {
  const before = x - left;
  const behind = right - end;
  return before > size * 1.5 && behind > size * 1.5 && Math.abs(before - behind) < size * 1.2;
}

/** The words of a paragraph; words that its lines cut are joined. */
export function paragraphText(
  paragraph: Pick<Paragraph, 'lines'>,
  hyphenation: Hyphenation,
): string {
  return joinLines(paragraph, hyphenation).text;
}

/** The same with a place in it for each mark of a note, by its number in `marks`. */
export function markedText(
  paragraph: Pick<Paragraph, 'lines'>,
  hyphenation: Hyphenation,
  marks: readonly LineMark[],
): string {
  const { text, starts } = joinLines(paragraph, hyphenation);
  const numbers = new Map(marks.map((mark, number) => [mark, number]));
  let marked = '';
  let done = 0;
  for (const [number, line] of paragraph.lines.entries()) {
    const end = starts[number + 1] ?? text.length;
    for (const mark of line.marks) {
      const place = Math.min((starts[number] ?? 0) + mark.at, end);
      marked += text.slice(done, place) + markPlace(numbers.get(mark) ?? 0);
      done = place;
    }
  }
  return marked + text.slice(done);
}

/** @returns the words, and where in them each line begins */
function joinLines(
  { lines }: Pick<Paragraph, 'lines'>,
  hyphenation: Hyphenation,
): { text: string; starts: number[] } {
  let text = '';
  const starts: number[] = [];
  for (const line of lines) {
    const start = hyphenation.cutAtEnd(text);
    const word = /^[\p{L}\p{M}]+/u.exec(line.text)?.[0];
    if (start !== undefined && word !== undefined) {
      text = hyphenation.keepsHyphen(start, word) ? text : text.slice(0, -1);
    } else text += text === '' || isUnspaced(text, line.text) ? '' : ' ';
    starts.push(text.length);
    text += line.text;
  }
  return { text, starts };
}

/** Chinese and Japanese set no spaces; behind a long dash a word goes on. */
function isUnspaced(text: string, next: string): boolean {
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。「」]/u;
  return (
    (unspaced.test(text.slice(-1)) && unspaced.test(next.slice(0, 1))) ||
    (/[—–]$/.test(text) && /\S[—–]$/.test(text) && /^\p{Ll}/u.test(next))
  );
}
