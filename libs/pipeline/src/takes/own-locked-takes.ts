import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import { Takes } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import { storedDigest } from '@audiobook/takes/stored-digest';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from '../book/book-paths.ts';
import type { KeyedSegment } from './keyed-segment.ts';
import { lockedDigests } from './locked-takes.ts';
import { refillTakes } from './refill-takes.ts';

/** Locked takes that come before the store's. */
export interface OwnLockedTakes {
  /** Takes of the store, but for those. */
  before(store: TakeStore): Pick<TakeStore, 'get'>;
  remove(): Promise<void>;
}

const none: OwnLockedTakes = { before: (store) => store, remove: async () => undefined };

/**
 * The locked takes that the chapter's own speech has, and of which the store has others: of the same
 * key, and spoken again. The store keeps the first take of a key, so these stand in a folder of their
 * own until they are written into the chapter's speech again. Fails as `refillTakes` does.
 */
export async function ownLockedTakes(
  chapter: ChapterPaths,
  segments: readonly KeyedSegment[],
  store: TakeStore,
  signal: AbortSignal,
): Promise<Result<OwnLockedTakes>> {
  const locked = lockedDigests(segments);
  if (locked.size === 0) return ok(none);
  const doing = `reading the earlier takes of ${chapter.project}`;
  const earlier = await readSettings({ file: chapter.takes, schema: Takes, doing });
  const own = new Set<TakeKey>();
  for (const { key, digest } of earlier.ok ? earlier.value.takes : []) {
    if (digest === null || locked.get(key) !== digest) continue;
    const stored = await storedDigest(store.root, key);
    if (stored !== undefined && stored !== digest) own.add(key);
  }
  if (own.size === 0) return ok(none);
  const folder = await mkdtemp(join(tmpdir(), 'audiobook-locked-'));
  const kept = openTakeStore(folder);
  const remove = () => rm(folder, { recursive: true, force: true });
  const refilled = await refillTakes(chapter, own, kept, signal);
  if (!refilled.ok) {
    await remove();
    return refilled;
  }
  return ok({
    remove,
    before: (others) => ({
      get: async (key) =>
        (own.has(key) ? await kept.get(key) : undefined) ?? (await others.get(key)),
    }),
  });
}
