import { relative } from 'node:path';
import { readPositions } from '../script/read-positions.ts';
import { staleLocks } from '../takes/stale-locks.ts';
import type { BookCheck } from './book-check.ts';

/** Accepted takes that no segment has any more. */
export const checkLocks: BookCheck = {
  name: 'accepted takes',
  async check({ paths, lock, chapters, voices }) {
    if (lock === undefined) return [];
    const stale = staleLocks(
      lock,
      chapters.map(({ script }) => script),
    );
    // Without its voice nobody can tell what a segment asks for.
    const areVoiced = voices.every(({ resolved }) => resolved.ok);
    const told = stale.filter(({ state }) => state === 'gone' || areVoiced);
    if (told.length === 0) return [];
    const positionOf = await readPositions(paths.lock);
    const projects = new Map(chapters.map(({ paths: { name, project } }) => [name, project]));
    return told.map(({ folder, segment, state }) => ({
      severity: 'warning',
      file: relative(paths.workspace, paths.lock),
      ...positionOf(['chapters', folder, segment]),
      text: segment,
      found:
        state === 'gone'
          ? 'no chapter has this segment any more, and its accepted take is not heard'
          : 'the segment asks for something else than was accepted, and is spoken anew',
      remedy: `Take the change back, or accept what is heard now: npx nx run ${paths.slug}:accept`,
      chapter: projects.get(folder) ?? null,
    }));
  },
};
