import type { SegmentId, TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import { type Segment, Segments } from '@audiobook/model/script';
import type { TakesLock } from '@audiobook/model/takes-lock';
import { readSettings } from '@audiobook/settings/read-settings';
import { lockedKey } from '@audiobook/takes/take-key';
import { type BookPaths, chapterPaths } from '../book/book-paths.ts';
import { readTakesLock } from '../book/takes-lock-file.ts';
import { chapterFolders } from '../contents.ts';

/** A lock that holds for no segment of the book as it is. */
export interface StaleLock {
  /** The chapter's folder name, as the lock has it. */
  folder: string;
  segment: SegmentId;
  /** `gone`: no chapter has such a segment. `changed`: it asks for something else than was accepted. */
  state: 'gone' | 'changed';
}

/** Finds the locks that no longer hold, by the scripts of all chapters. */
export function staleLocks(lock: TakesLock, scripts: readonly (readonly Segment[])[]): StaleLock[] {
  const ids = new Set<SegmentId>();
  const held = new Set<string>();
  for (const segment of scripts.flat()) {
    ids.add(segment.id);
    const key = lockedKey(segment);
    if (key !== undefined) held.add(nameOf(segment.id, key));
  }
  return Object.entries(lock.chapters).flatMap(([folder, takes]) =>
    Object.entries(takes).flatMap(([id, { key }]): StaleLock[] => {
      const segment = id as SegmentId;
      if (held.has(nameOf(segment, key))) return [];
      return [{ folder, segment, state: ids.has(segment) ? 'changed' : 'gone' }];
    }),
  );
}

function nameOf(segment: SegmentId, key: TakeKey): string {
  return `${segment} ${key}`;
}

/** The same of a book, by its scripts as they were last written; chapters without one count as empty. */
export async function staleLocksOf(book: BookPaths): Promise<Result<StaleLock[]>> {
  const lock = await readTakesLock(book);
  if (!lock.ok) return lock;
  const scripts: Segment[][] = [];
  for (const folder of await chapterFolders(book)) {
    const { segments: file, project } = chapterPaths(book, folder);
    const doing = `reading the script of ${project}`;
    const absent = { segments: [] };
    const read = await readSettings({ file, schema: Segments, doing, absent });
    if (!read.ok) return read;
    scripts.push(read.value.segments);
  }
  return ok(staleLocks(lock.value, scripts));
}
