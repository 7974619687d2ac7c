import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ChapterPlan } from '@audiobook/engines/gateway/chapter-plan';
import type { TakeKey } from '@audiobook/model/digest';
import { Segments } from '@audiobook/model/script';
import { Takes } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import type { TakeStore } from '@audiobook/takes/take-store';
import { bookPaths, type ChapterPaths, chapterNumber, chapterPaths } from './book-paths.ts';
import { distinctByKey, type KeyedSegment, keySegments } from './keyed-segment.ts';
import { speechFiles } from './speech-files.ts';

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
): Promise<ChapterPlan[]> {
  const chapters = inBookOrder(workspace, projects);
  const scripts = await Promise.all(chapters.map(readScript));
  const keys = scripts.flatMap((script) => script?.map(({ key }) => key) ?? []);
  const stored = await store.which(keys);
  return Promise.all(
    chapters.map((chapter, index) => {
      const script = scripts[index];
      return script === undefined ? estimate(chapter) : plan(chapter, script, stored);
    }),
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

async function readScript({ segments: file, project }: ChapterPaths) {
  const doing = `reading the script of ${project}`;
  const read = await readSettings({ file, schema: Segments, doing });
  return read.ok ? distinctByKey(keySegments(read.value.segments)) : undefined;
}

async function plan(
  chapter: ChapterPaths,
  script: readonly KeyedSegment[],
  stored: ReadonlySet<TakeKey>,
): Promise<ChapterPlan> {
  let missing = script.filter(({ key }) => !stored.has(key));
  if (missing.length > 0) {
    const spoken = await spokenBefore(chapter);
    missing = missing.filter(({ key }) => !spoken.has(key));
  }
  return {
    project: chapter.project,
    segments: script.length,
    done: script.length - missing.length,
    characters: missing.reduce((sum, { segment }) => sum + segment.spoken.length, 0),
    estimated: false,
  };
}

/** Keys whose takes the chapter's own speech files hold, from which the store is refilled. */
async function spokenBefore(chapter: ChapterPaths): Promise<Set<TakeKey>> {
  const doing = `reading the earlier takes of ${chapter.project}`;
  const earlier = await readSettings({ file: chapter.takes, schema: Takes, doing });
  const files = earlier.ok ? speechFiles(chapter, earlier.value.takes) : [];
  const entries = files.filter(({ file }) => existsSync(file)).flatMap(({ entries }) => entries);
  return new Set(entries.map(({ key }) => key));
}

async function estimate({ project, text }: ChapterPaths): Promise<ChapterPlan> {
  const { length } = await readFile(text, 'utf8').catch(() => '');
  return {
    project,
    segments: Math.ceil(length / charactersPerSegment),
    done: 0,
    characters: Math.round(length * spokenShare),
    estimated: true,
  };
}
