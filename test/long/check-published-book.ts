import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Contents, FinishedChapter } from '@audiobook/model/contents';
import { parseFile } from 'music-metadata';
import { expect } from 'vitest';
import type { Workspace } from '../rig/workspace.ts';

interface Probe {
  format: { duration: string; tags: Record<string, string> };
  chapters: { start_time: string; end_time: string; tags: { title: string } }[];
}

/** How far a chapter mark may be from where the chapter is heard, in seconds. */
const markTolerance = 0.05;
/** AAC has 1,024 samples in a frame, at 44.1 kHz here. */
const frameSeconds = 1_024 / 44_100;

/**
 * Checks a published M4B by what ffprobe and music-metadata say of it: title, length, and a mark for
 * each chapter where its audio begins. Returns the chapters.
 */
export async function checkPublishedBook(
  workspace: Workspace,
  book: { slug: string; title: string; chapters: number },
): Promise<FinishedChapter[]> {
  const output = join('dist', 'books', book.slug);
  const contents = Contents.parse(await workspace.json(join(output, 'contents.json')));
  expect(contents.chapters).toHaveLength(book.chapters);
  const finished = await Promise.all(
    contents.chapters.map(async (folder) =>
      FinishedChapter.parse(await workspace.json(join(output, 'chapters', folder, 'chapter.json'))),
    ),
  );
  const frames = finished.map(({ aacFrames }) => aacFrames);
  const starts = frames.map((_, index) => frameSeconds * sum(frames.slice(0, index)));
  const seconds = frameSeconds * sum(frames);

  const file = join(workspace.root, output, `${book.title}.m4b`);
  const { format, chapters } = probe(file);
  expect(format.tags.title).toBe(book.title);
  expect(Math.abs(Number(format.duration) - seconds)).toBeLessThan(0.1);
  expect(chapters.map(({ tags }) => tags.title)).toEqual(finished.map(({ title }) => title));
  const marks = chapters.map(({ start_time }) => Number(start_time));
  expect(farthest(marks, starts)).toBeLessThan(markTolerance);

  const metadata = await parseFile(file, { duration: true, includeChapters: true });
  expect(metadata.common.title).toBe(book.title);
  expect(Math.abs((metadata.format.duration ?? 0) - seconds)).toBeLessThan(0.1);
  expect(metadata.format.chapters?.map(({ title }) => title)).toEqual(
    finished.map(({ title }) => title),
  );
  return finished;
}

function probe(file: string): Probe {
  const { path } = createRequire(import.meta.url)('@ffprobe-installer/ffprobe') as { path: string };
  const args = ['-v', 'error', '-of', 'json', '-show_format', '-show_chapters', file];
  return JSON.parse(execFileSync(path, args, { maxBuffer: 1 << 28 }).toString()) as Probe;
}

function farthest(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((value, index) => Math.abs(value - (other[index] ?? Number.NaN))));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
