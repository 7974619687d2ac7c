import { matchChapters } from '@audiobook/text/import/match-chapters';
import { slugOf } from './slug-of.ts';

/** A chapter that lies in the workspace. */
export interface ExistingChapter {
  /** Its folder's name, such as `03-the-ferry`. */
  folder: string;
  text: string;
}

/** A chapter as it will lie there. */
export interface PlannedChapter {
  folder: string;
  title: string;
  text: string;
  state: 'new' | 'changed' | 'unchanged';
}

export interface ChapterPlan {
  chapters: PlannedChapter[];
  /** Folders that get another number. */
  moves: { from: string; to: string }[];
  /** Folders of chapters that the new edition no longer has. */
  gone: string[];
}

/**
 * Decides the folder of each chapter of a book that is imported.
 *
 * A chapter that continues one that is there keeps its folder, with another number where its place
 * has changed: nothing spoken depends on either.
 */
export function planChapters(
  existing: readonly ExistingChapter[],
  fresh: readonly { title: string; text: string }[],
): ChapterPlan {
  const matches = matchChapters(existing, fresh);
  const continued = new Map(
    matches.flatMap((match) =>
      match.kind === 'same' || match.kind === 'changed' ? [[match.fresh, match] as const] : [],
    ),
  );
  const width = Math.max(2, String(fresh.length).length);
  const moves: ChapterPlan['moves'] = [];
  const chapters = fresh.map(({ title, text }, index): PlannedChapter => {
    const number = String(index + 1).padStart(width, '0');
    const match = continued.get(index);
    if (match === undefined) {
      const folder = [number, slugOf(title)].filter((part) => part !== '').join('-');
      return { folder, title, text, state: 'new' };
    }
    const folder = match.folder.replace(/^\d+/, number);
    if (folder !== match.folder) moves.push({ from: match.folder, to: folder });
    return { folder, title, text, state: match.kind === 'same' ? 'unchanged' : 'changed' };
  });
  const gone = matches.flatMap((match) => (match.kind === 'gone' ? [match.folder] : []));
  return { chapters, moves, gone };
}
