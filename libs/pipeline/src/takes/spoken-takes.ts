import type { Segment } from '@audiobook/model/script';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from '../book/book-paths.ts';
import { keySegments, possibleKeys } from './keyed-segment.ts';
import { spokenBefore } from './missing-takes.ts';

/**
 * Of the numbers given, those of which the segment has a take: in the store, in its chapter's own earlier speech, or among
 * the shared takes. Reads no take.
 */
export async function spokenTakes(
  chapter: ChapterPaths,
  segment: Segment,
  numbers: readonly number[],
  store: TakeStore,
): Promise<number[]> {
  const { locked: _, ...unlocked } = segment;
  const keysOf = (take: number) =>
    possibleKeys(keySegments([take === segment.take ? segment : { ...unlocked, take }]));
  const keys = new Map(numbers.map((take) => [take, keysOf(take)]));
  const all = new Set([...keys.values()].flatMap((own) => [...own]));
  const here = (await store.which(all)).union(await spokenBefore(chapter));
  const had = here.union(await store.whichShared(all.difference(here)));
  return numbers.filter((take) => !keys.get(take)?.isDisjointFrom(had));
}
