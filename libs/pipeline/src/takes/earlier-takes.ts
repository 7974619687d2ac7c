import { type TakeEntry, Takes } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import type { ChapterPaths } from '../book/book-paths.ts';

/** The chapter's takes in dist/, whatever the text was then. */
export async function earlierTakes(chapter: ChapterPaths): Promise<TakeEntry[]> {
  const doing = `reading the takes of ${chapter.project}`;
  const read = await readSettings({ file: chapter.takes, schema: Takes, doing });
  return read.ok ? read.value.takes : [];
}
