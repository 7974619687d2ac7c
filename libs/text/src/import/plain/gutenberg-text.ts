import type { LeftOutText } from '../book-reader.ts';
import {
  isGutenbergCredit,
  isGutenbergEnd,
  isGutenbergStart,
  isGutenbergTitle,
} from '../gutenberg.ts';
import type { BookFacts } from '../imported-book.ts';
import { languageNamed } from '../languages.ts';

/** A text without what Project Gutenberg put around it. */
export interface GutenbergText {
  body: string;
  facts: BookFacts;
  leftOut: LeftOutText[];
}

/** Their header and its credits stand within this many lines. */
const longestHeader = 600;
/** Characters of a line that names a book. */
const longestTitle = 300;

/** Cuts header and licence off, and reads the book's facts from the header. */
export function cutGutenberg(text: string): GutenbergText {
  const lines = text.split(/\r\n|[\n\r]/);
  const start = lines.slice(0, longestHeader).findLastIndex(isGutenbergStart);
  const bodyStart = start < 0 ? openingLines(lines) : behindCredits(lines, start + 1);
  const end = lines.findIndex((line, at) => at >= bodyStart && isGutenbergEnd(line.trim()));
  const bodyEnd = end < 0 ? lines.length : end;
  const header = lines.slice(0, bodyStart);
  const leftOut = [
    { what: 'Project Gutenberg header', text: header.join('\n').trim() },
    { what: 'Project Gutenberg licence', text: lines.slice(bodyEnd).join('\n').trim() },
  ];
  return {
    body: lines.slice(bodyStart, bodyEnd).join('\n'),
    facts: readHeader(header),
    leftOut: leftOut.filter(({ text }) => text !== ''),
  };
}

/** Some copies have lost the header but for its first line. */
function openingLines(lines: string[]): number {
  const first = lines.findIndex((line) => line.trim() !== '');
  const line = lines[first]?.trim() ?? '';
  return line.length <= longestTitle && isGutenbergTitle(line) ? first + 1 : 0;
}

/** The line behind "Produced by …", which may run over several. */
function behindCredits(lines: string[], from: number): number {
  const next = lines.findIndex((line, at) => at >= from && line.trim() !== '');
  if (next < 0 || !isGutenbergCredit(lines[next]?.trim() ?? '')) return from;
  const end = lines.findIndex((line, at) => at > next && line.trim() === '');
  return end < 0 ? from : behindCredits(lines, end);
}

function readHeader(lines: string[]): BookFacts {
  const title = field(lines, 'Title') ?? titleOfFirstLine(lines)?.title;
  const author = field(lines, 'Author') ?? titleOfFirstLine(lines)?.author;
  const language = languageNamed(field(lines, 'Language') ?? '');
  return {
    ...(title && { title }),
    ...(author && { author }),
    ...(language && { language }),
  };
}

/** A field of the header; it goes on in lines that are indented. */
function field(lines: string[], name: string): string | undefined {
  const at = lines.findIndex((line) => line.startsWith(`${name}:`));
  if (at < 0) return undefined;
  const first = (lines[at] ?? '').slice(name.length + 1).trim();
  const end = lines.findIndex((line, index) => index > at && !/^\s+\S/.test(line));
  const others = lines.slice(at + 1, end < 0 ? at + 1 : end).map((line) => line.trim());
  return [first, ...others].join(' ').trim() || undefined;
}

/** "The Project Gutenberg EBook of Emma, by Jane Austen" */
function titleOfFirstLine(lines: string[]): { title?: string; author?: string } | undefined {
  const line = lines.find((line) => isGutenbergTitle(line.trim()))?.trim();
  const match = /(?: of |'s |’s )(.+?)(?:,? by (.+))?$/i.exec(line ?? '');
  if (!match) return undefined;
  const [, title, author] = match;
  return { ...(title && { title }), ...(author && { author }) };
}
