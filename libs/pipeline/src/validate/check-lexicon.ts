import { relative } from 'node:path';
import type { BookCheck } from './book-check.ts';
import { readPositions } from './read-positions.ts';

/** Entries of the lexicon that no segment has. */
export const checkLexicon: BookCheck = {
  name: 'lexicon',
  async check({ paths, lexicon, chapters }) {
    const unused = lexicon.entries.filter((entry) => !lexicon.used.has(entry));
    if (unused.length === 0 || chapters.length === 0) return [];
    const positionOf = await readPositions(paths.lexicon);
    return unused.map((entry) => ({
      severity: 'warning',
      file: relative(paths.workspace, paths.lexicon),
      ...positionOf([entry]),
      text: entry,
      found: 'no segment has this word, or a longer entry always wins over it',
      remedy: 'Correct its spelling, or remove it. One with a capital matches as it stands alone.',
      chapter: null,
    }));
  },
};
