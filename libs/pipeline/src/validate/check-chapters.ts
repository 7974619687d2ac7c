import { relative } from 'node:path';
import { chapterProblem } from '../contents.ts';
import type { BookCheck, BookFinding } from './book-check.ts';

/** Chapters of which nothing is heard, or their title alone, and folders that can be no chapter. */
export const checkChapters: BookCheck = {
  name: 'chapters',
  async check({ paths, chapters }) {
    const place = (file: string) => ({ file: relative(paths.workspace, file), line: 1, column: 1 });
    const problem = await chapterProblem(paths);
    const folders: BookFinding[] = problem
      ? [{ severity: 'error', text: '', chapter: null, ...problem, ...place(problem.file) }]
      : [];
    const empty = chapters.flatMap(({ paths: chapter, segments, blocks, skipped, title }) => {
      const remedy = 'Write the chapter’s text there, or remove its folder.';
      const tell = (severity: BookFinding['severity'], found: string): BookFinding[] => [
        { severity, ...place(chapter.text), text: title, found, remedy, chapter: chapter.project },
      ];
      if (segments.length === 0) {
        const found =
          skipped === 0 ? 'there is nothing to speak' : 'all segments are left out by "skip"';
        return tell('error', found);
      }
      const hasBody = segments.some(({ block }) => blocks[block]?.kind !== 'heading');
      return hasBody ? [] : tell('warning', 'there is a heading alone');
    });
    return [...folders, ...empty];
  },
};
