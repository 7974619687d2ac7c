import { encodeChapter } from '@audiobook/audio/chapter-audio';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { Book } from '@audiobook/model/book';
import { ok, type Result } from '@audiobook/model/result';
import { ChapterPauses } from '@audiobook/model/script';
import { Takes } from '@audiobook/model/take';
import type { Timeline } from '@audiobook/model/timeline';
import { readSettings } from '@audiobook/settings/read-settings';
import type { ChapterPaths } from './book/book-paths.ts';
import { chapterPieces } from './encode/chapter-pieces.ts';
import { planCues } from './encode/plan-cues.ts';
import { sha256OfFile } from './encode/sha256-of-file.ts';

/** Encodes a chapter's takes and silences to its untagged MP3 and AAC, and writes timeline.json. */
export async function encode(
  chapter: ChapterPaths,
  signal: AbortSignal,
): Promise<Result<Timeline>> {
  const of = `of ${chapter.project}`;
  const { book: paths } = chapter;
  const book = await readSettings({
    file: paths.book,
    schema: Book,
    doing: `reading the book ${of}`,
  });
  if (!book.ok) return book;
  const takes = await readSettings({
    file: chapter.takes,
    schema: Takes,
    doing: `reading the takes ${of}`,
  });
  if (!takes.ok) return takes;
  const pauses = await readSettings({
    file: chapter.pauses,
    schema: ChapterPauses,
    doing: `reading the pauses ${of}`,
  });
  if (!pauses.ok) return pauses;

  const plan = planCues(takes.value.takes, pauses.value);
  const encoded = await encodeChapter({
    doing: `encoding ${chapter.project}`,
    pieces: () => chapterPieces(chapter, plan, signal),
    sampleRate: plan.sampleRate,
    loudness: book.value.loudness,
    mp3File: chapter.mp3,
    aacFile: chapter.aac,
    signal,
  });
  if (!encoded.ok) return encoded;
  const timeline: Timeline = {
    ...encoded.value,
    sha256: { mp3: await sha256OfFile(chapter.mp3), aac: await sha256OfFile(chapter.aac) },
    missing: plan.cues
      .filter(({ entry }) => entry.digest === null)
      .map(({ entry }) => entry.segment),
    cues: plan.cues.map(({ entry, start, length }) => ({
      segment: entry.segment,
      start: start / plan.sampleRate,
      end: (start + length) / plan.sampleRate,
    })),
  };
  await writeJson(chapter.timeline, timeline);
  return ok(timeline);
}
