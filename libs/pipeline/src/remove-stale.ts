import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileTitle } from '@audiobook/audio/file-title';
import { Book } from '@audiobook/model/book';
import { Contents, FinishedChapter } from '@audiobook/model/contents';
import { readSettings } from '@audiobook/settings/read-settings';
import { type BookPaths, bookPaths, type ChapterPaths, chapterPaths } from './book/book-paths.ts';

/** A chapter's MP3 and its subtitles. */
const chapterFiles = /^\d.*\.mp3$|\.vtt$/;

/** Removes a chapter's finished files of an earlier title or number. */
export async function removeStaleChapterFiles(
  chapter: ChapterPaths,
  { mp3, vtt }: Pick<FinishedChapter, 'mp3' | 'vtt'>,
): Promise<void> {
  await removeOthers(chapter.output, chapterFiles, [mp3, vtt]);
}

/** Removes what a book was published as under an earlier title, and chapters that it no longer has. */
export async function removeStaleBookFiles(
  paths: BookPaths,
  { title, chapters }: { title: string; chapters: readonly string[] },
): Promise<void> {
  const name = fileTitle(title);
  await removeOthers(paths.output, /\.(m4b|m3u8)$/, [`${name}.m4b`, `${name}.m3u8`]);
  const folders = join(paths.output, 'chapters');
  for (const folder of await readdir(folders).catch(() => [])) {
    if (chapters.includes(folder)) continue;
    await rm(join(folders, folder), { recursive: true, force: true });
  }
}

/**
 * Removes the same of a task that Nx restored: its cache puts files back, but takes none away, so a
 * change that is taken back would leave both versions of a book.
 */
export async function removeStaleOutputs(
  workspace: string,
  { root, target }: { root: string; target: string },
): Promise<void> {
  const book = bookPaths(workspace, root.split('/')[1] ?? '');
  const doing = `looking for stale files of ${root}`;
  if (target === 'assemble') {
    const chapter = chapterPaths(book, basename(root));
    const file = chapter.chapter;
    // As a rule nothing is stale, and a run may restore a thousand chapters.
    if ((await namesIn(chapter.output, chapterFiles)).length <= 2) return;
    const finished = await readSettings({ file, schema: FinishedChapter, doing });
    if (finished.ok) await removeStaleChapterFiles(chapter, finished.value);
  } else if (target === 'publish') {
    const settings = await readSettings({ file: book.book, schema: Book, doing });
    const contents = await readSettings({ file: book.contents, schema: Contents, doing });
    if (!settings.ok || !contents.ok) return;
    const { title } = settings.value;
    const { chapters } = contents.value;
    await removeStaleBookFiles(book, { title, chapters });
    const missing = join(book.output, 'missing.txt');
    if (existsSync(missing) && !(await isDraft(book, chapters))) await rm(missing);
  }
}

/** Whether any chapter has a gap; a chapter that can't be read may have one. */
async function isDraft(book: BookPaths, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    const { chapter: file } = chapterPaths(book, folder);
    const doing = 'looking for gaps';
    const finished = await readSettings({ file, schema: FinishedChapter, doing });
    if (!finished.ok || finished.value.missing.length > 0) return true;
  }
  return false;
}

/** Removes the files of a kind that are none of those named. */
async function removeOthers(folder: string, kind: RegExp, named: readonly string[]): Promise<void> {
  const names = await namesIn(folder, kind);
  const current = await Promise.all(named.map((name) => identityOf(join(folder, name))));
  for (const file of names.map((name) => join(folder, name))) {
    if (!current.includes(await identityOf(file))) await rm(file, { force: true });
  }
}

async function namesIn(folder: string, kind: RegExp): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => kind.test(name));
}

/** Not the name: some file systems spell it in another way than it was written. */
async function identityOf(file: string): Promise<string | undefined> {
  return stat(file).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => undefined,
  );
}
