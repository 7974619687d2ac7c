import { describeCount } from '@audiobook/model/describe-count';
import type { TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from '../book/book-paths.ts';
import type { EmitEvent } from '../stage-event.ts';
import { fetchShared } from './fetch-shared.ts';
import { distinctByKey, type KeyedSegment, possibleKeys, settleKeys } from './keyed-segment.ts';
import { refillTakes } from './refill-takes.ts';

/** What there is of a chapter's takes. */
export interface FoundTakes {
  /** The script, with the keys that its segments got. */
  segments: KeyedSegment[];
  /** Those without a take, one for each key. */
  missing: KeyedSegment[];
  /** Segments whose locked take can't be had. */
  lost: KeyedSegment[];
}

export interface FindOptions {
  store: TakeStore;
  /** Reads every take: damage shows only then. */
  verify: boolean;
  emit: EmitEvent;
  signal: AbortSignal;
}

/**
 * Looks a chapter's takes up in the store, which first gets those that only the chapter's earlier speech
 * has, and then those that other machines share: locked takes before those of the pinned model. Fails as
 * `refillTakes` and `fetchShared` do.
 */
export async function findTakes(
  chapter: ChapterPaths,
  script: readonly KeyedSegment[],
  { store, verify, emit, signal }: FindOptions,
): Promise<Result<FoundTakes>> {
  const possible = possibleKeys(script);
  const here = await (verify ? soundAmong(possible, store) : store.which(possible));
  if (script.some(({ key }) => !here.has(key))) {
    const wanted = possible.difference(here);
    const refilled = await refillTakes(chapter, wanted, store, signal);
    if (!refilled.ok) return refilled;
    if (refilled.value > 0) {
      emit({
        kind: 'notice',
        message: `${describeCount(refilled.value, 'take')} came back from earlier speech`,
      });
      for (const key of await store.which(wanted)) here.add(key);
    }
  }
  const fetched = await fetchShared(script, here, store, { emit, signal });
  if (!fetched.ok) return fetched;
  const had = fetched.value;
  const segments = settleKeys(script, had);
  return ok({
    segments,
    missing: distinctByKey(segments.filter(({ key }) => !had.has(key))),
    lost: script.filter(({ segment, key }) => segment.locked !== undefined && !had.has(key)),
  });
}

/**
 * The keys that the store has takes of, found by reading every one. A file that stays in its place
 * although it can't be read (of a newer version, or another user's) leaves none for what would be
 * spoken, so that its key counts as there.
 */
async function soundAmong(keys: Iterable<TakeKey>, store: TakeStore): Promise<Set<TakeKey>> {
  const sound = new Set<TakeKey>();
  for (const key of keys) {
    if ((await store.get(key)) !== undefined || (await store.has(key))) sound.add(key);
  }
  return sound;
}
