import type { Span } from './chapter-lines.ts';

/** A block's text with its white space collapsed, and the way back into text.md. */
export interface CollapsedText {
  text: string;
  /** Offsets into `text` where a line of the block begins, the first line excepted. */
  lineStarts: number[];
  /** The range of text.md that holds a range of `text`; asked for in ascending order. */
  sourceOf: (start: number, end: number) => Span;
}

/** A stretch of text that stands in text.md as it is. */
interface Run {
  /** Offset into the collapsed text. */
  at: number;
  /** Offset into text.md. */
  source: number;
}

/** White space other than one plain space. */
const separator = /[^\S ]\s*| \s+/g;

/**
 * Collapses the white space of a block, given what of text.md is its text: every run of white space
 * becomes one space, and none is left at either end. Linear in the length.
 */
export function collapseBlock(source: string, spans: readonly Span[]): CollapsedText {
  const parts: string[] = [];
  const runs: Run[] = [];
  const lineStarts: number[] = [];
  let length = 0;
  let space = false;
  let line = false;
  const add = (start: number, end: number) => {
    const from = source[start] === ' ' ? start + 1 : start;
    const to = end > from && source[end - 1] === ' ' ? end - 1 : end;
    space ||= from > start && end > start;
    if (to > from) {
      if (space && length > 0) {
        parts.push(' ');
        length += 1;
      }
      if (line && length > 0) lineStarts.push(length);
      runs.push({ at: length, source: from });
      parts.push(source.slice(from, to));
      length += to - from;
      space = to < end;
      line = false;
    }
  };
  for (const span of spans) {
    const piece = source.slice(span.start, span.end);
    let from = span.start;
    for (const { 0: gap, index } of piece.matchAll(separator)) {
      add(from, span.start + index);
      space = true;
      line ||= gap.includes('\n');
      from = span.start + index + gap.length;
    }
    add(from, span.end);
  }
  return { text: parts.join(''), lineStarts, sourceOf: sourceFinder(runs) };
}

function sourceFinder(runs: readonly Run[]): CollapsedText['sourceOf'] {
  let current = 0;
  const sourceAt = (offset: number) => {
    while ((runs[current + 1]?.at ?? Number.POSITIVE_INFINITY) <= offset) current += 1;
    const run = runs[current];
    return run === undefined ? 0 : run.source + offset - run.at;
  };
  return (start, end) => {
    const from = sourceAt(start);
    return { start: from, end: sourceAt(end - 1) + 1 };
  };
}
