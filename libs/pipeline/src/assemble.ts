import { join } from 'node:path';
import { fileTitle } from '@audiobook/audio/file-title';
import { writeTaggedMp3 } from '@audiobook/audio/id3';
import { writeVtt } from '@audiobook/audio/vtt';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { Book } from '@audiobook/model/book';
import { Contents, type FinishedChapter } from '@audiobook/model/contents';
import { ok, type Result } from '@audiobook/model/result';
import { Layout } from '@audiobook/model/script';
import { Timeline } from '@audiobook/model/timeline';
import { readSettings } from '@audiobook/settings/read-settings';
import type { ChapterPaths } from './book/book-paths.ts';
import { bookTags } from './book/book-tags.ts';
import { removeStaleChapterFiles } from './remove-stale.ts';

/** Makes a chapter's tagged MP3 and its subtitles, and writes chapter.json. Encodes nothing. */
export async function assemble(chapter: ChapterPaths): Promise<Result<FinishedChapter>> {
  const loaded = await loadChapter(chapter);
  if (!loaded.ok) return loaded;
  const { book, contents, layout, timeline } = loaded.value;
  const tags = await bookTags(chapter.book, book);
  if (!tags.ok) return tags;

  const number = contents.chapters.indexOf(chapter.name) + 1;
  if (number === 0) throw new Error(`contents.json lacks ${chapter.name}`);
  const of = contents.chapters.length;
  const name = `${String(number).padStart(Math.max(2, String(of).length), '0')} ${fileTitle(layout.title)}`;
  const texts = new Map(layout.segments.map(({ id, text }) => [id, text]));
  const finished: FinishedChapter = {
    number,
    title: layout.title,
    mp3: `${name}.mp3`,
    vtt: `${name}.vtt`,
    seconds: timeline.seconds,
    aacFrames: timeline.aacFrames,
    aacSha256: timeline.sha256.aac,
    missing: timeline.missing.map((segment) => ({ segment, text: texts.get(segment) ?? '' })),
  };
  const tagged = await writeTaggedMp3({
    mp3File: chapter.mp3,
    outFile: join(chapter.output, finished.mp3),
    chapter: { title: layout.title, number, of },
    book: tags.value,
  });
  if (!tagged.ok) return tagged;
  const cues = timeline.cues.map(({ segment, start, end }) => ({
    start,
    end,
    text: texts.get(segment) ?? '',
  }));
  await writeFileAtomic(join(chapter.output, finished.vtt), writeVtt(cues));
  await removeStaleChapterFiles(chapter, finished);
  await writeJson(chapter.chapter, finished);
  return ok(finished);
}

interface LoadedChapter {
  book: Book;
  contents: Contents;
  layout: Layout;
  timeline: Timeline;
}

async function loadChapter(chapter: ChapterPaths): Promise<Result<LoadedChapter>> {
  const doing = `assembling ${chapter.project}`;
  const book = await readSettings({ file: chapter.book.book, schema: Book, doing });
  if (!book.ok) return book;
  const contents = await readSettings({ file: chapter.book.contents, schema: Contents, doing });
  if (!contents.ok) return contents;
  const layout = await readSettings({ file: chapter.layout, schema: Layout, doing });
  if (!layout.ok) return layout;
  const timeline = await readSettings({ file: chapter.timeline, schema: Timeline, doing });
  if (!timeline.ok) return timeline;
  return ok({
    book: book.value,
    contents: contents.value,
    layout: layout.value,
    timeline: timeline.value,
  });
}
