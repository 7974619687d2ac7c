import { FinishedChapter } from '@audiobook/model/contents';
import { readSettings } from '@audiobook/settings/read-settings';
import { chapterFolders } from '../contents.ts';
import { type BookPaths, chapterPaths } from './book-paths.ts';

/** A chapter, and the number that its file's name and players show. */
export interface NumberedChapter {
  folder: string;
  number: number;
  /** Whether that is the number of a finished file, and not the one that it would get. */
  finished: boolean;
}

/**
 * A book's chapters with the numbers under which they are heard: a chapter's place in the book when
 * it was made, which the number of its folder need not be.
 */
export async function numberedChapters(book: BookPaths): Promise<NumberedChapter[]> {
  const folders = await chapterFolders(book);
  return Promise.all(
    folders.map(async (folder, index) => {
      const { chapter: file, project } = chapterPaths(book, folder);
      const doing = `reading which chapter ${project} is`;
      const read = await readSettings({ file, schema: FinishedChapter, doing });
      return { folder, number: read.ok ? read.value.number : index + 1, finished: read.ok };
    }),
  );
}

/**
 * The chapter that is heard under a number. Of several, which there are when chapters were added and
 * not all made again, one that can be heard comes first, and of these one that stands there still.
 */
export function chapterOfNumber(
  chapters: readonly NumberedChapter[],
  number: number,
): NumberedChapter | undefined {
  const named = chapters.filter((chapter) => chapter.number === number);
  const heard = named.filter(({ finished }) => finished);
  return heard.find((chapter) => chapters[number - 1] === chapter) ?? heard[0] ?? named[0];
}
