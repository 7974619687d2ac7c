import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTitle } from '@audiobook/audio/file-title';
import { writeM3u8 } from '@audiobook/audio/m3u8';
import { writeM4b } from '@audiobook/audio/m4b';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { Book } from '@audiobook/model/book';
import { Contents, FinishedChapter } from '@audiobook/model/contents';
import { describeDuration } from '@audiobook/model/describe-duration';
import { ok, type Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { type BookPaths, chapterPaths } from './book/book-paths.ts';
import { bookTags } from './book/book-tags.ts';
import { removeStaleBookFiles } from './remove-stale.ts';
import type { EmitEvent } from './stage-event.ts';

/** A finished chapter and the folder that it lies in. */
interface PlacedChapter extends FinishedChapter {
  folder: string;
  aac: string;
}

/** Joins a book's chapters into one M4B without encoding again, and writes its playlist. */
export async function publish(
  paths: BookPaths,
  { emit, signal }: { emit: EmitEvent; signal: AbortSignal },
): Promise<Result<undefined>> {
  const doing = `publishing ${paths.slug}`;
  const book = await readSettings({ file: paths.book, schema: Book, doing });
  if (!book.ok) return book;
  const contents = await readSettings({ file: paths.contents, schema: Contents, doing });
  if (!contents.ok) return contents;
  const chapters = await readChapters(paths, contents.value);
  if (!chapters.ok) return chapters;
  const tags = await bookTags(paths, book.value);
  if (!tags.ok) return tags;

  const name = fileTitle(book.value.title);
  const joined = await writeM4b({
    chapters: chapters.value.map(({ title, aac, aacFrames }) => ({
      title,
      aacFile: aac,
      frames: aacFrames,
    })),
    book: tags.value,
    outFile: join(paths.output, `${name}.m4b`),
    signal,
  });
  if (!joined.ok) return joined;
  const playlist = chapters.value.map(({ folder, mp3, seconds, title }) => ({
    path: `chapters/${folder}/${mp3}`,
    seconds,
    title,
  }));
  await writeFileAtomic(join(paths.output, `${name}.m3u8`), writeM3u8(book.value.title, playlist));
  const missing = await writeMissing(paths, chapters.value);
  await removeStaleBookFiles(paths, {
    title: book.value.title,
    chapters: contents.value.chapters,
  });
  const seconds = chapters.value.reduce((sum, chapter) => sum + chapter.seconds, 0);
  const made = `dist/books/${paths.slug}/${name}`;
  emit({
    kind: 'published',
    book: {
      slug: paths.slug,
      title: book.value.title,
      author: book.value.author,
      files: [`${made}.m4b`, `${made}.m3u8`],
      chapters: chapters.value.length,
      seconds,
      missing,
    },
  });
  const draft = missing === 0 ? '' : `, a draft: ${missing} segments are missing, see missing.txt`;
  emit({
    kind: 'done',
    message: `${join(paths.output, name)}.m4b: ${describeDuration(seconds)}${draft}`,
  });
  return ok();
}

async function readChapters(
  paths: BookPaths,
  contents: Contents,
): Promise<Result<PlacedChapter[]>> {
  const chapters: PlacedChapter[] = [];
  for (const folder of contents.chapters) {
    const { chapter, aac, project } = chapterPaths(paths, folder);
    const doing = `joining ${project} to its book`;
    const finished = await readSettings({ file: chapter, schema: FinishedChapter, doing });
    if (!finished.ok) return finished;
    chapters.push({ ...finished.value, folder, aac });
  }
  return ok(chapters);
}

/** Lists a draft's gaps in missing.txt; a finished book has no such file. */
async function writeMissing(paths: BookPaths, chapters: PlacedChapter[]): Promise<number> {
  const file = join(paths.output, 'missing.txt');
  const gaps = chapters.flatMap(({ folder, missing }) =>
    missing.map(({ segment, text }) => `${folder}  ${segment}  ${text}\n`),
  );
  if (gaps.length === 0) await rm(file, { force: true });
  else await writeFileAtomic(file, gaps.join(''));
  return gaps.length;
}
