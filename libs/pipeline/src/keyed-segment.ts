import type { TakeKey } from '@audiobook/model/digest';
import type { Segment } from '@audiobook/model/script';
import { takeKey } from '@audiobook/takes/take-key';

/** A segment with the key of its take. */
export interface KeyedSegment {
  segment: Segment;
  key: TakeKey;
}

/** Segments with their keys, in the same order. */
export function keySegments(segments: readonly Segment[]): KeyedSegment[] {
  return segments.map((segment) => ({ segment, key: takeKey(segment) }));
}

/** One segment for each key: a sentence that a chapter has twice is spoken once. */
export function distinctByKey(segments: readonly KeyedSegment[]): KeyedSegment[] {
  return [...new Map(segments.map((keyed) => [keyed.key, keyed])).values()];
}
