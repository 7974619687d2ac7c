import type { LayoutBlock, LayoutSegment } from '@audiobook/model/script';

/** What somebody says: any mark of quotation, or a dash that opens a turn. */
const dialogue = /[“”„«»"「]|^[—–]\s?\p{L}/u;

/** How far into a chapter a sample is looked for, in segments. */
const searched = 400;

/** A chapter's segments that a sample consists of, `to` excluded. */
export interface SampleRange {
  from: number;
  to: number;
}

/**
 * Chooses so many consecutive segments of a chapter to hear it by: the first that begin with a paragraph and hold
 * both what is told and what somebody says; else the first with speech; else the first paragraph's. Where the
 * chapter has no more than are asked for, all of it.
 */
export function chooseSample(
  segments: readonly LayoutSegment[],
  blocks: readonly LayoutBlock[],
  count: number,
): SampleRange {
  if (segments.length <= count) return { from: 0, to: segments.length };
  const starts = [...segments.keys()].slice(0, searched).filter((index) => {
    const block = segments[index]?.block ?? 0;
    return blocks[block]?.kind === 'paragraph' && segments[index - 1]?.block !== block;
  });
  const whole = starts.filter((from) => from + count <= segments.length);
  const says = (index: number) => dialogue.test(segments[index]?.text ?? '');
  const within = (from: number) => Array.from({ length: count }, (_, offset) => from + offset);
  const spoken = whole.filter((from) => within(from).some(says));
  const mixed = spoken.find((from) => within(from).some((index) => !says(index)));
  const from = mixed ?? spoken[0] ?? whole[0] ?? segments.length - count;
  return { from, to: from + count };
}
