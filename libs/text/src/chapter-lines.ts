/** A range of a text in UTF-16 code units; `end` is the offset behind its last. */
export interface Span {
  start: number;
  end: number;
}

/** A line of text.md without its line break; one that holds a comment may run over several. */
export interface Line extends Span {
  /** What of the line is not comment. */
  spans: Span[];
  /** `blank` separates blocks; `comment` holds nothing else and separates none. */
  content: 'text' | 'blank' | 'comment';
}

const commentStart = '<!--';
const commentEnd = '-->';

/** Reads the lines of a text.md with its `<!-- comments -->` left out. Linear in its length. */
export function readLines(source: string): Line[] {
  const nextComment = commentFinder(source);
  const lines: Line[] = [];
  for (let start = 0; start <= source.length; ) {
    const spans: Span[] = [];
    let from = start;
    let end = lineEnd(source, from);
    for (let comment = nextComment(from); comment && comment.start < end; ) {
      spans.push({ start: from, end: comment.start });
      from = comment.end;
      end = lineEnd(source, from);
      comment = nextComment(from);
    }
    const hasComment = spans.length > 0;
    spans.push({ start: from, end });
    lines.push({ start, end, spans, content: contentOf(source, spans, hasComment) });
    start = end + 1;
  }
  return lines;
}

function contentOf(source: string, spans: Span[], hasComment: boolean): Line['content'] {
  if (spans.some((span) => source.slice(span.start, span.end).trim() !== '')) return 'text';
  return hasComment ? 'comment' : 'blank';
}

function lineEnd(source: string, from: number): number {
  const found = source.indexOf('\n', from);
  return found < 0 ? source.length : found;
}

/** Finds the first whole comment at or behind an offset; asked with offsets that only grow. */
function commentFinder(source: string): (from: number) => Span | undefined {
  let next = commentFrom(source, 0);
  return (from) => {
    if (next && next.start < from) next = commentFrom(source, from);
    return next;
  };
}

/** A comment that is never closed, or whose start is escaped, is text: no word is lost to it. */
function commentFrom(source: string, from: number): Span | undefined {
  let start = source.indexOf(commentStart, from);
  while (start > 0 && source[start - 1] === '\\') start = source.indexOf(commentStart, start + 1);
  if (start < 0) return undefined;
  const end = source.indexOf(commentEnd, start + commentStart.length);
  return end < 0 ? undefined : { start, end: end + commentEnd.length };
}
