import type { BlockKind } from '@audiobook/model/script';
import { type Line, readLines, type Span } from './chapter-lines.ts';
import { emphasisMarks } from './emphasis.ts';

/** A block of text.md. All offsets are UTF-16 code units into the file. */
export interface ParsedBlock extends Span {
  kind: BlockKind;
  /** 1 to 6 for a heading, 0 for everything else. */
  level: number;
  /**
   * What of the block is text, line breaks included, in order: everything between `start` and
   * `end` that is in none of these is markup or comment.
   */
  spans: Span[];
}

/**
 * Parses a chapter's text.md into its blocks.
 *
 * Blocks are separated by blank lines, and a block's first line says what it is:
 * - `# Heading`, one to six marks; it is one line, and what follows is a block of its own;
 * - `- item`: a list item; further lines of the block that begin so are items, other lines go on;
 * - `| line`, on every line: verse, whose lines are kept;
 * - `> text`: a quotation, which is what the page sets off: a letter, an epigraph, an inscription.
 *   Further lines may be marked or not; `>` alone begins another block;
 * - `***` or `* * *` alone: a scene break;
 * - all else: a paragraph, wrapped in any way, for no later line can make it something else.
 *
 * White space never matters beyond that, CRLF and a byte order mark included. A backslash at the
 * start of a line makes the markup behind it text; before `*`, `_` and `<!--` it does so anywhere.
 * Comments (`<!-- … -->`) and emphasis marks around words are not text. Nothing fails: what is not
 * markup is text. Linear in the length.
 */
export function parseChapter(source: string): ParsedBlock[] {
  const blocks: ParsedBlock[] = [];
  let group: Line[] = [];
  const close = () => {
    if (group.length > 0) blocks.push(...groupBlocks(source, group));
    group = [];
  };
  for (const line of readLines(source)) {
    if (line.content === 'text') group.push(line);
    if (line.content === 'blank') close();
  }
  close();
  return blocks;
}

/** The text of a block, with its line breaks and without markup. */
export function blockText(source: string, { spans }: Pick<ParsedBlock, 'spans'>): string {
  return spans.map((span) => source.slice(span.start, span.end)).join('');
}

const headingMark = /^(#{1,6})\s+(?=\S)/;
const itemMark = /^-\s+(?=\S)/;
const verseMark = /^\|(?:\s+|$)/;
const sceneBreak = /^\*(?:\s*\*){2,}$/;
const escapeMark = /^\\(?=[#|\-*_\\<>])/;
const quoteMark = /^(?:>\s*)?(?:\\(?=[#|\-*_\\<>]))?/;

function groupBlocks(source: string, lines: Line[]): ParsedBlock[] {
  const headings: ParsedBlock[] = [];
  for (const [index, line] of lines.entries()) {
    const mark = headingMark.exec(lineText(source, line))?.[1];
    if (mark === undefined) return [...headings, ...bodyBlocks(source, lines.slice(index))];
    const block = makeBlock(source, [line], { kind: 'heading', mark: headingMark });
    headings.push({ ...block, level: mark.length });
  }
  return headings;
}

function bodyBlocks(source: string, lines: Line[]): ParsedBlock[] {
  const head = lines[0] ? lineText(source, lines[0]) : '';
  if (itemMark.test(head)) {
    return items(source, lines).map((item) =>
      makeBlock(source, item, { kind: 'list-item', mark: itemMark }),
    );
  }
  if (lines.every((line) => verseMark.test(lineText(source, line)))) {
    return [makeBlock(source, lines, { kind: 'verse', mark: verseMark })];
  }
  if (head.startsWith('>')) {
    return quotedParagraphs(source, lines).map((part) =>
      makeBlock(source, part, { kind: 'quotation', mark: quoteMark }),
    );
  }
  const block = makeBlock(source, lines, { kind: 'paragraph', mark: escapeMark });
  if (lines.length > 1 || !sceneBreak.test(head)) return [block];
  return [{ ...block, kind: 'scene-break', spans: [] }];
}

function items(source: string, lines: Line[]): Line[][] {
  const all: Line[][] = [];
  for (const line of lines) {
    const last = all.at(-1);
    if (last === undefined || itemMark.test(lineText(source, line))) all.push([line]);
    else last.push(line);
  }
  return all;
}

function quotedParagraphs(source: string, lines: Line[]): Line[][] {
  const all: Line[][] = [];
  let isOpen = false;
  for (const line of lines) {
    const isEmpty = lineText(source, line) === '>';
    if (!isEmpty && isOpen) all.at(-1)?.push(line);
    else if (!isEmpty) all.push([line]);
    isOpen = !isEmpty;
  }
  return all;
}

function lineText(source: string, line: Line): string {
  return blockText(source, line).trim();
}

/** A block of these lines; `mark` is what its first line, or each of verse and quotations, begins with. */
function makeBlock(
  source: string,
  lines: Line[],
  { kind, mark }: { kind: BlockKind; mark: RegExp },
): ParsedBlock {
  const spans: Span[] = [];
  for (const [index, line] of lines.entries()) {
    const lineMark = isMarkedThrough(kind) || index === 0 ? mark : escapeMark;
    const marked = lineMark.exec(lineText(source, line))?.[0].length ?? 0;
    spans.push(...behind(trimStart(source, line.spans), marked));
    if (index < lines.length - 1) spans.push({ start: line.end, end: line.end + 1 });
  }
  const start = trimStart(source, lines[0]?.spans ?? [])[0]?.start ?? 0;
  const lastSpan = lines.at(-1)?.spans.findLast((span) => visible(source, span) !== '');
  const end = lastSpan ? lastSpan.start + visible(source, lastSpan).length : start;
  return { kind, level: 0, start, end, spans: withoutEmphasis(source, joinSpans(spans)) };
}

function isMarkedThrough(kind: BlockKind): boolean {
  return kind === 'verse' || kind === 'quotation';
}

function visible(source: string, span: Span): string {
  return source.slice(span.start, span.end).trimEnd();
}

function trimStart(source: string, spans: Span[]): Span[] {
  const first = spans.findIndex((span) => visible(source, span) !== '');
  return spans.slice(Math.max(0, first)).map((span, index) => {
    if (index > 0) return span;
    const text = source.slice(span.start, span.end);
    return { start: span.start + text.length - text.trimStart().length, end: span.end };
  });
}

/** The spans without their first characters. */
function behind(spans: Span[], characters: number): Span[] {
  let left = characters;
  return spans.map((span) => {
    const start = Math.min(span.start + left, span.end);
    left -= start - span.start;
    return { start, end: span.end };
  });
}

/** Joins spans that touch and drops empty ones. */
function joinSpans(spans: Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    if (span.start === span.end) continue;
    const last = joined.at(-1);
    if (last?.end === span.start) last.end = span.end;
    else joined.push({ ...span });
  }
  return joined;
}

function withoutEmphasis(source: string, spans: Span[]): Span[] {
  const text = blockText(source, { spans });
  if (!/[*_]/.test(text)) return spans;
  const marks = emphasisMarks(text);
  const kept: Span[] = [];
  let offset = 0;
  let nextMark = 0;
  for (const span of spans) {
    let { start } = span;
    const limit = offset + span.end - span.start;
    for (let mark = marks[nextMark]; mark !== undefined && mark < limit; mark = marks[nextMark]) {
      const at = span.start + mark - offset;
      kept.push({ start, end: at });
      start = at + 1;
      nextMark += 1;
    }
    kept.push({ start, end: span.end });
    offset = limit;
  }
  return joinSpans(kept);
}
