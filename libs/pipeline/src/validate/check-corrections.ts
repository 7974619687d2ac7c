import { relative } from 'node:path';
import { readPositions } from '../script/read-positions.ts';
import type { BookCheck } from './book-check.ts';

/** Corrections whose segment the text no longer has. */
export const checkCorrections: BookCheck = {
  name: 'corrections',
  async check({ paths, chapters }) {
    const findings = chapters.map(async ({ paths: chapter, orphans, corrections }) => {
      if (orphans.length === 0) return [];
      const positionOf = await readPositions(chapter.corrections);
      const bySegment = new Map<string, unknown>(Object.entries(corrections.segments));
      return orphans.map((id) => ({
        severity: 'warning' as const,
        file: relative(paths.workspace, chapter.corrections),
        ...positionOf(['segments', id]),
        text: `${id}: ${JSON.stringify(bySegment.get(id))}`,
        found: 'the text no longer has this segment, and the correction does nothing',
        remedy: `Ask for the segment’s new id with npx nx run ${paths.slug}:where, or remove the correction.`,
        chapter: chapter.project,
      }));
    });
    return (await Promise.all(findings)).flat();
  },
};
