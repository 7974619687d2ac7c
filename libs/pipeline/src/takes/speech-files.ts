import { join } from 'node:path';
import type { TakeEntry } from '@audiobook/model/take';
import type { ChapterPaths } from '../book/book-paths.ts';

/** The lossless takes of one sample rate, in chapter order. */
export interface SpeechFile {
  file: string;
  /** Hz. */
  sampleRate: number;
  entries: TakeEntry[];
}

/**
 * `speech.flac` for a chapter's main sample rate, normally its only one; else `speech/<Hz>.flac`.
 *
 * As outputs of a target both are plain paths: a pattern would make Nx list folders for each hash.
 */
export function speechFileName(sampleRate: number, mainRate: number): string {
  return sampleRate === mainRate ? 'speech.flac' : join('speech', `${sampleRate}.flac`);
}

/** The main sample rate of a chapter is that of its first take, in Hz; zero if it has none. */
export function mainRateOf(takes: readonly TakeEntry[]): number {
  return takes.find(({ digest }) => digest !== null)?.sampleRate ?? 0;
}

/** A chapter's speech files, with the takes that each holds; the main one first. */
export function speechFiles(chapter: ChapterPaths, takes: readonly TakeEntry[]): SpeechFile[] {
  const mainRate = mainRateOf(takes);
  const spoken = takes.filter(({ digest }) => digest !== null);
  return [...Map.groupBy(spoken, ({ sampleRate }) => sampleRate)].map(([sampleRate, entries]) => ({
    file: join(chapter.output, speechFileName(sampleRate, mainRate)),
    sampleRate,
    entries,
  }));
}
