import { existsSync } from 'node:fs';
import type { TakeKey } from '@audiobook/model/digest';
import { Takes } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from '../book/book-paths.ts';
import { distinctByKey, type KeyedSegment, possibleKeys, settleKeys } from './keyed-segment.ts';
import { speechFiles } from './speech-files.ts';

/** A chapter with its script; undefined where it has none yet. */
export interface ScriptedChapter {
  chapter: ChapterPaths;
  script: readonly KeyedSegment[] | undefined;
}

/**
 * The segments of each chapter that have no take: neither in the store, nor in the chapter's own
 * earlier speech, from which `synthesize` refills the store, nor among the shared takes. Those that are equal within a
 * chapter are one. A segment whose locked take can't be had is asked of the pinned model. Only looks whether takes
 * are there, and reads none.
 */
export async function missingTakes(
  chapters: readonly ScriptedChapter[],
  store: TakeStore,
): Promise<KeyedSegment[][]> {
  const stored = await store.which(
    chapters.flatMap(({ script }) => [...possibleKeys(script ?? [])]),
  );
  const here = await Promise.all(
    chapters.map(async ({ chapter, script = [] }) => {
      if (script.every(({ key }) => stored.has(key))) return { script: [], had: stored };
      return { script, had: stored.union(await spokenBefore(chapter)) };
    }),
  );
  const lacking = here.flatMap(({ script, had }) => [...possibleKeys(script).difference(had)]);
  const shared = await store.whichShared(new Set(lacking));
  return here.map(({ script, had }) => {
    const all = had.union(shared);
    return distinctByKey(settleKeys(script, all).filter(({ key }) => !all.has(key)));
  });
}

/** Keys whose takes the chapter's own speech files hold. */
export async function spokenBefore(chapter: ChapterPaths): Promise<Set<TakeKey>> {
  const doing = `reading the earlier takes of ${chapter.project}`;
  const earlier = await readSettings({ file: chapter.takes, schema: Takes, doing });
  const files = earlier.ok ? speechFiles(chapter, earlier.value.takes) : [];
  const entries = files.filter(({ file }) => existsSync(file)).flatMap(({ entries }) => entries);
  return new Set(entries.map(({ key }) => key));
}
