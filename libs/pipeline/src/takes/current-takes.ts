import { existsSync } from 'node:fs';
import type { Digest, SegmentId, TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import type { Segment } from '@audiobook/model/script';
import { Takes } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import { lockedKey, takeKey } from '@audiobook/takes/take-key';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { ChapterPaths } from '../book/book-paths.ts';
import { speechFiles } from './speech-files.ts';

/** A segment's take, and the model that spoke it. */
export interface CurrentTake {
  segment: SegmentId;
  key: TakeKey;
  digest: Digest;
  engine: string;
  model: string;
}

/** The takes that a chapter is heard with. */
export interface ChapterTakes {
  /** The chapter's folder name. */
  folder: string;
  takes: CurrentTake[];
  /** Segments of the script that have none. */
  without: SegmentId[];
}

/**
 * The takes that a chapter's speech has of what its script asks for: not those of an earlier text, voice or
 * model, and not those whose audio is gone.
 */
export async function currentTakes(
  chapter: ChapterPaths,
  segments: readonly Segment[],
  store: TakeStore,
): Promise<Result<ChapterTakes>> {
  const doing = `reading the takes of ${chapter.project}`;
  const absent = { takes: [] };
  const read = await readSettings({ file: chapter.takes, schema: Takes, doing, absent });
  if (!read.ok) return read;
  const entries = read.value.takes.filter(({ digest }) => digest !== null);
  const stored = await store.which(entries.map(({ key }) => key));
  const inFile = new Set(
    speechFiles(chapter, entries)
      .filter(({ file }) => existsSync(file))
      .flatMap((speech) => speech.entries),
  );
  const heard = new Map(
    entries
      .filter((entry) => inFile.has(entry) || stored.has(entry.key))
      .map(({ segment, key, digest }) => [segment, { key, digest }]),
  );
  const result: ChapterTakes = { folder: chapter.name, takes: [], without: [] };
  for (const segment of segments) {
    const { key, digest = null } = heard.get(segment.id) ?? {};
    const model = key && modelOfKey(segment, key);
    if (key === undefined || digest === null || model === undefined) {
      result.without.push(segment.id);
    } else result.takes.push({ segment: segment.id, key, digest, engine: segment.engine, model });
  }
  return ok(result);
}

/** The model that a segment's key asks for, where it is a key of that segment. */
function modelOfKey(segment: Segment, key: TakeKey): string | undefined {
  if (segment.locked !== undefined && lockedKey(segment) === key) return segment.locked.model;
  return takeKey(segment) === key ? segment.model : undefined;
}
