import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ok, type Result } from '@audiobook/model/result';
import { type BookPaths, bookPaths, type ChapterPaths, chapterPaths } from '../book/book-paths.ts';
import { chapterFolders } from '../contents.ts';
import { composeScript } from '../script/compose-script.ts';
import { loadSource } from '../script.ts';
import { type KeyedSegment, keySegments } from '../takes/keyed-segment.ts';
import type { PlanBasis } from './chapter-plan.ts';
import { gitFiles } from './git-files.ts';

/** What scripts are made of. */
const sources = /\.(md|json)$/;

/**
 * What a book said at a git ref: a segment is missing that no chapter of the book had then, whatever the
 * take store has. A chapter that could not be scripted then had nothing.
 */
export async function refAsBasis(
  book: BookPaths,
  ref: string,
  signal: AbortSignal,
): Promise<Result<PlanBasis>> {
  const { workspace, slug } = book;
  const folders = [`books/${slug}`, 'books/lexicon.json', 'voices'];
  const files = await gitFiles({ workspace, ref, folders, wanted: sources, signal });
  if (!files.ok) return files;
  const scripts = await inFolder(files.value, (folder) => scriptsOf(bookPaths(folder, slug)));
  const keys = new Set([...scripts.values()].flat().map(({ key }) => key));
  return ok({
    missing: async (chapters) =>
      chapters.map(({ script = [] }) => script.filter(({ key }) => !keys.has(key))),
    before: async ({ project }) => scripts.get(project),
  });
}

/** Writes files into a folder of their own, which is gone afterwards. */
async function inFolder<T>(
  files: ReadonlyMap<string, Buffer>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'audiobook-plan-'));
  try {
    for (const [name, content] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scriptsOf(book: BookPaths): Promise<Map<ChapterPaths['project'], KeyedSegment[]>> {
  const scripts = new Map<string, KeyedSegment[]>();
  for (const folder of await chapterFolders(book)) {
    const chapter = chapterPaths(book, folder);
    const source = await loadSource(chapter);
    if (source.ok) scripts.set(chapter.project, keySegments(composeScript(source.value).segments));
  }
  return scripts;
}
