/** What is told of takes that the user has locked, while a chapter is spoken. */

import { describeCount } from '@audiobook/model/describe-count';
import type { Digest, SegmentId, TakeKey } from '@audiobook/model/digest';
import type { TakeEntry } from '@audiobook/model/take';
import { takePath } from '@audiobook/takes/store-paths';
import { lockedKey } from '@audiobook/takes/take-key';
import type { ChapterPaths } from '../book/book-paths.ts';
import type { KeyedSegment } from './keyed-segment.ts';

/** The digests of locked takes, by the keys under which segments are to have them. */
export function lockedDigests(segments: readonly KeyedSegment[]): Map<TakeKey, Digest> {
  return new Map(
    segments.flatMap(({ segment, key }) =>
      segment.locked !== undefined && lockedKey(segment) === key
        ? [[key, segment.locked.digest]]
        : [],
    ),
  );
}

/** Says which accepted takes are nowhere, and how to have them back. */
export function describeLostLocks(
  { project, book, output }: ChapterPaths,
  lost: readonly KeyedSegment[],
): string | undefined {
  if (lost.length === 0) return undefined;
  return [
    `${describeCount(lost.length, 'accepted take')} of ${project} can’t be found, and what they say is spoken by the model that book.json pins: ${listed(lost.map(({ segment }) => segment.id))}.`,
    `They are back when you import them from a machine that has them (npx nx run takes:import -- --from=<file>), or copy its ${output} over this one, and then run: npx nx run ${project}:synthesize --skip-nx-cache`,
    `To accept what is spoken instead: npx nx run ${book.slug}:accept`,
  ].join('\n');
}

/** Says which accepted takes are in the chapter as somebody spoke them again, and how to have them back. */
export function describeReplacedLocks(
  { project, book }: ChapterPaths,
  segments: readonly KeyedSegment[],
  takes: readonly TakeEntry[],
  root: string,
): string | undefined {
  const locked = lockedDigests(segments);
  const replaced = takes.filter(({ key, digest }) => {
    const accepted = locked.get(key);
    return accepted !== undefined && digest !== null && digest !== accepted;
  });
  const [first] = replaced;
  if (first === undefined) return undefined;
  return [
    `${describeCount(replaced.length, 'accepted take')} of ${project} were spoken again, and the take store holds what was spoken then: ${listed(replaced.map(({ segment }) => segment))}.`,
    `To have what you accepted, move these files away, such as ${takePath(root, first.key)}; then import the accepted takes, and run: npx nx run ${project}:synthesize --skip-nx-cache`,
    `To accept what is there now: npx nx run ${book.slug}:accept`,
  ].join('\n');
}

/** How many segments are named at most. */
const mostNamed = 10;

/** Segments by their ids, and how many more there are. */
export function listed(segments: readonly (SegmentId | string)[]): string {
  const named = segments.slice(0, mostNamed).join(', ');
  const more = segments.length - mostNamed;
  return more > 0 ? `${named} and ${more} more` : named;
}
