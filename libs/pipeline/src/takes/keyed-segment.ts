import type { TakeKey } from '@audiobook/model/digest';
import type { Segment } from '@audiobook/model/script';
import { lockedKey, takeKey } from '@audiobook/takes/take-key';

/** A segment with the key of the take that it is to have. */
export interface KeyedSegment {
  segment: Segment;
  key: TakeKey;
}

/**
 * Segments with their keys, in the same order: that of the locked take, where the user has accepted
 * one, else that of the pinned model's.
 */
export function keySegments(segments: readonly Segment[]): KeyedSegment[] {
  return segments.map((segment) => ({ segment, key: lockedKey(segment) ?? takeKey(segment) }));
}

/**
 * The same segments, each with the key that it gets: a locked take that is not to be had gives way to
 * the pinned model's, which can be spoken. Everything that looks takes up, or counts them, goes by this.
 *
 * @param had takes that there are
 */
export function settleKeys(
  segments: readonly KeyedSegment[],
  had: Pick<ReadonlySet<TakeKey>, 'has'>,
): KeyedSegment[] {
  return segments.map((keyed) =>
    keyed.segment.locked === undefined || had.has(keyed.key)
      ? keyed
      : { segment: keyed.segment, key: takeKey(keyed.segment) },
  );
}

/** One segment for each key: a sentence that a chapter has twice is spoken once. */
export function distinctByKey(segments: readonly KeyedSegment[]): KeyedSegment[] {
  return [...new Map(segments.map((keyed) => [keyed.key, keyed])).values()];
}

/** Every key that one of the segments may get: its locked take's, and the pinned model's. */
export function possibleKeys(segments: readonly KeyedSegment[]): Set<TakeKey> {
  return new Set(
    segments.flatMap(({ segment, key }) =>
      segment.locked === undefined ? [key] : [key, takeKey(segment)],
    ),
  );
}
