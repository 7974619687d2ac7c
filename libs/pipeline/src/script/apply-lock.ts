import type { SegmentId } from '@audiobook/model/digest';
import type { Segment } from '@audiobook/model/script';
import type { LockedTake, TakesLock } from '@audiobook/model/takes-lock';
import { takeKey } from '@audiobook/takes/take-key';

/**
 * Gives a chapter's segments the takes that the user has locked.
 *
 * A lock holds while the segment asks for its key with one of the locked models in place of the pinned
 * one: a moved pin leaves it in force, and anything else that changes the key ends it. A chapter's own
 * locks come first, then those of the book's others, whose text may have moved here.
 *
 * @param folder the chapter's folder name
 */
export function applyLock(
  lock: TakesLock | undefined,
  folder: string,
): (segment: Segment) => Segment {
  if (lock === undefined) return (segment) => segment;
  const byId = locksById(lock, folder);
  return (segment) => {
    for (const { key, digest } of byId.get(segment.id) ?? []) {
      const model = modelsFor(segment, lock).find(
        (name) => takeKey({ ...segment, model: name }) === key,
      );
      if (model !== undefined) return { ...segment, locked: { model, digest } };
    }
    return segment;
  };
}

/** The pinned model first, which most locked takes were spoken with. */
function modelsFor({ engine, model }: Segment, { models }: TakesLock): string[] {
  const locked = models[engine] ?? [];
  return locked.includes(model) ? [model, ...locked] : locked;
}

function locksById({ chapters }: TakesLock, folder: string): Map<SegmentId, LockedTake[]> {
  const { [folder]: own = {}, ...others } = chapters;
  const byId = new Map<SegmentId, LockedTake[]>();
  for (const chapter of [own, ...Object.values(others)]) {
    for (const [id, take] of Object.entries(chapter) as [SegmentId, LockedTake][]) {
      const takes = byId.get(id);
      if (takes === undefined) byId.set(id, [take]);
      else takes.push(take);
    }
  }
  return byId;
}
