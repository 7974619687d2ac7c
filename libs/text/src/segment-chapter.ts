import type { SegmentId } from '@audiobook/model/digest';
import { collapseBlock } from './collapse-block.ts';
import { type Cut, cutBlock } from './cut-block.ts';
import { type ParsedBlock, parseChapter } from './parse-chapter.ts';
import { segmentIds } from './segment-id.ts';

/** The unit that is spoken. Offsets are UTF-16 code units into text.md. */
export interface TextSegment {
  id: SegmentId;
  /** White space collapsed and markup removed; at most 250 code units. */
  text: string;
  start: number;
  end: number;
  /** Index into the chapter's blocks. */
  block: number;
  /** What ends with the segment, which decides the pause behind it. */
  closes: Cut['closes'] | 'block';
  /** Of verse: offsets into `text` where a line ends and another goes on, ascending. */
  lineEnds: number[];
}

/**
 * Parses a chapter's text.md and cuts it into segments.
 *
 * Segments are in order and never cross a block. Between them stand only white space, markup and
 * marks that say nothing; every letter and digit of the text is in exactly one. White space and
 * markup have no influence on a segment's text and id. `cutBlock()` says where the cuts are made.
 * `language` is a BCP 47 tag. Nothing fails; time is linear in the length.
 */
export function segmentChapter(
  source: string,
  language: string,
): { blocks: ParsedBlock[]; segments: TextSegment[] } {
  const blocks = parseChapter(source);
  const found = blocks.flatMap((block, index) => segmentBlock({ source, language, block, index }));
  const ids = segmentIds(found.map((segment) => segment.text));
  const segments = found.map((segment, index) => ({ id: ids[index] as SegmentId, ...segment }));
  return { blocks, segments };
}

function segmentBlock({
  source,
  language,
  block,
  index,
}: {
  source: string;
  language: string;
  block: ParsedBlock;
  index: number;
}): Omit<TextSegment, 'id'>[] {
  const { text, lineStarts, sourceOf } = collapseBlock(source, block.spans);
  const cuts = cutBlock(text, { kind: block.kind, language, lineStarts });
  return cuts.map(({ start, end, closes }, position) => ({
    text: text.slice(start, end),
    ...sourceOf(start, end),
    block: index,
    closes: position === cuts.length - 1 ? ('block' as const) : closes,
    lineEnds:
      block.kind === 'verse'
        ? lineStarts.filter((at) => at > start && at < end).map((at) => at - 1 - start)
        : [],
  }));
}
