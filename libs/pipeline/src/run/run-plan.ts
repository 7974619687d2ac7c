import { readFile } from 'node:fs/promises';
import type { ChapterWork } from '@audiobook/engines/gateway/chapter-work';
import { Segments } from '@audiobook/model/script';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import { bookPaths, type ChapterPaths, chapterNumber, chapterPaths } from '../book/book-paths.ts';
import { distinctByKey, type KeyedSegment, keySegments } from '../takes/keyed-segment.ts';
import { missingTakes } from '../takes/missing-takes.ts';

/** A chapter's project; `root` is its folder, relative to the workspace. */
export interface ChapterProject {
  project: string;
  root: string;
}

/** Characters of text.md for a segment: five novels and two generated texts have 105 to 143. */
const charactersPerSegment = 115;

/** Of text.md's characters, those that are spoken: the same texts have 0.98 to 0.99. */
const spokenShare = 0.985;

/**
 * Says what a run has to speak, chapter by chapter in book order: segments without a take in the
 * store or in the chapter's own earlier speech, as their scripts are now. A chapter without a
 * script is estimated from its text. Speaks nothing, and only looks whether takes are there.
 */
export async function planRun(
  workspace: string,
  projects: readonly ChapterProject[],
  store: TakeStore,
): Promise<ChapterWork[]> {
  const chapters = await Promise.all(
    inBookOrder(workspace, projects).map(async (chapter) => ({
      chapter,
      script: await readScript(chapter),
    })),
  );
  const missing = await missingTakes(chapters, store);
  return Promise.all(
    chapters.map(({ chapter, script }, index) =>
      script === undefined ? estimate(chapter) : plan(chapter, script, missing[index] ?? []),
    ),
  );
}

/** The chapters of a run in the order in which they are spoken: book by book, as they are read. */
export function inBookOrder(
  workspace: string,
  projects: readonly ChapterProject[],
): ChapterPaths[] {
  const chapters = projects.map(({ root }) =>
    chapterPaths(bookPaths(workspace, root.split('/')[1] ?? ''), root),
  );
  const number = ({ name }: ChapterPaths) => Number(chapterNumber(name));
  const book = (chapter: ChapterPaths) => chapter.book.slug;
  return chapters.sort((a, b) =>
    book(a) === book(b) ? number(a) - number(b) : book(a) < book(b) ? -1 : 1,
  );
}

/** A chapter's segments with their keys; undefined where it has no script yet. */
export async function readScript({
  segments: file,
  project,
}: ChapterPaths): Promise<KeyedSegment[] | undefined> {
  const doing = `reading the script of ${project}`;
  const read = await readSettings({ file, schema: Segments, doing });
  return read.ok ? keySegments(read.value.segments) : undefined;
}

function plan(
  chapter: ChapterPaths,
  script: readonly KeyedSegment[],
  missing: readonly KeyedSegment[],
): ChapterWork {
  const { length: segments } = distinctByKey(script);
  return {
    ...{ project: chapter.project, book: chapter.book.slug },
    segments,
    done: segments - missing.length,
    characters: missing.reduce((sum, { segment }) => sum + segment.spoken.length, 0),
    estimated: false,
  };
}

async function estimate({ project, book, text }: ChapterPaths): Promise<ChapterWork> {
  const { length } = await readFile(text, 'utf8').catch(() => '');
  return {
    ...{ project, book: book.slug },
    segments: Math.ceil(length / charactersPerSegment),
    done: 0,
    characters: Math.round(length * spokenShare),
    estimated: true,
  };
}
