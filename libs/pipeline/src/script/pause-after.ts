import type { Pauses } from '@audiobook/model/book';
import type { BlockKind } from '@audiobook/model/script';
import type { TextSegment } from '@audiobook/text/segment-chapter';

/** A place between two segments of a chapter. */
interface Gap {
  /** The segment in front; the next one, unless it was the last. */
  segment: Pick<TextSegment, 'block' | 'closes'>;
  next: Pick<TextSegment, 'block'> | undefined;
  blocks: readonly { kind: BlockKind }[];
}

/** The silence after a segment, in milliseconds: that of the strongest boundary before the next. */
export function pauseAfter({ segment, next, blocks }: Gap, pauses: Pauses): number {
  if (next === undefined) return pauses.chapter;
  if (next.block === segment.block) return pauses[insideBlock[segment.closes]];
  const between = blocks.slice(segment.block + 1, next.block);
  if (between.some(({ kind }) => kind === 'scene-break')) return pauses.scene;
  const [before, behind] = [blocks[segment.block]?.kind, blocks[next.block]?.kind];
  return before && behind ? pauses[betweenBlocks(before, behind)] : pauses.paragraph;
}

const insideBlock = {
  clause: 'clause',
  line: 'line',
  sentence: 'sentence',
  block: 'sentence',
} as const satisfies Record<TextSegment['closes'], keyof Pauses>;

function betweenBlocks(before: BlockKind, behind: BlockKind): keyof Pauses {
  if (before === 'heading') return 'heading';
  if (behind === 'heading') return 'section';
  if (before === behind) return betweenAlike[before] ?? 'paragraph';
  return isSetOff(before) || isSetOff(behind) ? 'setOff' : 'paragraph';
}

const betweenAlike: Partial<Record<BlockKind, keyof Pauses>> = {
  verse: 'stanza',
  'list-item': 'item',
};

function isSetOff(kind: BlockKind): boolean {
  return kind === 'verse' || kind === 'quotation';
}
