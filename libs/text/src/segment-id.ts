import { hash } from 'node:crypto';
import type { SegmentId } from '@audiobook/model/digest';

/**
 * Names the segments of a chapter, given their texts in order.
 *
 * An `s`, the first 12 hex digits of the SHA-256 of the text, and `-n` from the second equal text on:
 * an id knows nothing of its place, so it stays when the text around it changes.
 */
export function segmentIds(texts: readonly string[]): SegmentId[] {
  const counts = new Map<string, number>();
  return texts.map((text) => {
    const name = `s${hash('sha256', text, 'hex').slice(0, 12)}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    // Of the form that SegmentId asks for; parsing each would take as long as hashing it.
    return (count === 1 ? name : `${name}-${count}`) as SegmentId;
  });
}
