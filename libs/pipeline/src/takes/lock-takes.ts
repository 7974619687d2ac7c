import type { SegmentId, TakeKey } from '@audiobook/model/digest';
import type { LockedChapter, LockedTake, TakesLock } from '@audiobook/model/takes-lock';
import type { ChapterTakes, CurrentTake } from './current-takes.ts';

/** A lock with what was accepted, and what that did to it. */
export interface LockUpdate {
  lock: TakesLock;
  /** Takes that are accepted now, and how many of these were not locked before, or others were. */
  accepted: number;
  added: number;
  changed: number;
  /** Locks that are taken away: of segments that their chapter no longer has. */
  dropped: LockedSegment[];
}

/** A segment of a chapter, by the chapter's folder. */
export interface LockedSegment {
  folder: string;
  segment: SegmentId;
}

/**
 * Locks the takes of chapters in place of what was locked of them before. What is locked of other
 * chapters stays, but for folders that are gone: of these what has moved to an accepted chapter is
 * dropped, and everything where the whole book is accepted.
 *
 * @param folders all chapter folders that the book has
 */
export function lockTakes(
  before: TakesLock,
  accepted: readonly ChapterTakes[],
  folders: readonly string[],
): LockUpdate {
  const whole = folders.every((folder) => accepted.some((chapter) => chapter.folder === folder));
  const moved = new Set(
    accepted.flatMap(({ takes }) => takes.map(({ segment, key }) => nameOf(segment, key))),
  );
  const ids = new Map(
    accepted.map(({ folder, takes }) => [folder, new Set(takes.map(({ segment }) => segment))]),
  );
  const chapters: TakesLock['chapters'] = {};
  const dropped: LockedSegment[] = [];
  for (const [folder, locked] of Object.entries(before.chapters)) {
    const fresh = ids.get(folder);
    const kept: LockedChapter = {};
    for (const [segment, take] of entriesOf(locked)) {
      const hasMoved = moved.has(nameOf(segment, take.key));
      if (fresh !== undefined) {
        if (!fresh.has(segment)) dropped.push({ folder, segment });
      } else if (folders.includes(folder) || !(whole || hasMoved)) kept[segment] = take;
      else if (!hasMoved) dropped.push({ folder, segment });
    }
    chapters[folder] = kept;
  }
  for (const { folder, takes } of accepted) chapters[folder] = lockedChapter(takes);
  const models = modelsOf(accepted, whole ? {} : before.models);
  return { lock: { models, chapters }, ...countNews(before, accepted), dropped };
}

/** Locks the takes of chapters beside everything that was locked before and is no lock of theirs. */
export function lockFurtherTakes(before: TakesLock, accepted: readonly ChapterTakes[]): LockUpdate {
  const chapters = { ...before.chapters };
  for (const { folder, takes } of accepted) {
    chapters[folder] = { ...chapters[folder], ...lockedChapter(takes) };
  }
  const lock = { models: modelsOf(accepted, before.models), chapters };
  return { lock, ...countNews(before, accepted), dropped: [] };
}

function lockedChapter(takes: readonly CurrentTake[]): LockedChapter {
  const locked: LockedChapter = {};
  for (const { segment, key, digest } of takes) locked[segment] = { key, digest };
  return locked;
}

function countNews(before: TakesLock, accepted: readonly ChapterTakes[]) {
  const counts = { accepted: 0, added: 0, changed: 0 };
  for (const { folder, takes } of accepted) {
    for (const { segment, key, digest } of takes) {
      const was = before.chapters[folder]?.[segment];
      counts.accepted += 1;
      if (was === undefined) counts.added += 1;
      else if (was.key !== key || was.digest !== digest) counts.changed += 1;
    }
  }
  return counts;
}

function modelsOf(
  accepted: readonly ChapterTakes[],
  before: TakesLock['models'],
): TakesLock['models'] {
  const models = new Map(Object.entries(before).map(([engine, names]) => [engine, new Set(names)]));
  for (const { engine, model } of accepted.flatMap(({ takes }) => takes)) {
    models.set(engine, (models.get(engine) ?? new Set()).add(model));
  }
  return Object.fromEntries([...models].map(([engine, names]) => [engine, [...names].sort()]));
}

function entriesOf(chapter: LockedChapter): [SegmentId, LockedTake][] {
  return Object.entries(chapter).map(([segment, take]) => [segment as SegmentId, take]);
}

function nameOf(segment: SegmentId, key: TakeKey): string {
  return `${segment} ${key}`;
}
