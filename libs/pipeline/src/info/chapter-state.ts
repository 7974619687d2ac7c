import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FinishedChapter } from '@audiobook/model/contents';
import type { TakeEntry } from '@audiobook/model/take';
import { Timeline } from '@audiobook/model/timeline';
import { readSettings } from '@audiobook/settings/read-settings';
import type { ChapterPaths } from '../book/book-paths.ts';
import { planCues } from '../encode/plan-cues.ts';
import type { Script } from '../script/compose-script.ts';
import { type KeyedSegment, possibleKeys } from '../takes/keyed-segment.ts';

/**
 * How far a chapter is, each state with what the states before it have. `to-speak`: some takes are missing;
 * `takes`: none is, but dist/ does not hold them as the text is now; `spoken`, `encoded`, `assembled`: what dist/ holds is
 * what the text, pauses, title and place of the chapter give now. Loudness, tags and cover are not compared.
 */
export const chapterStates = [
  'unscripted',
  'to-speak',
  'takes',
  'spoken',
  'encoded',
  'assembled',
] as const;
export type ChapterState = (typeof chapterStates)[number];

/** A chapter as its text is now. */
export interface CurrentChapter {
  chapter: ChapterPaths;
  script: Script;
  keyed: readonly KeyedSegment[];
  /** Its place in the book, from 1. */
  place: number;
  /** How many of its takes are nowhere. */
  missing: number;
}

/**
 * Takes of a chapter if they are those of its text, each in its place; else undefined. Where an accepted take is
 * nowhere, that of the pinned model is.
 */
export function takesOfText(
  keyed: readonly KeyedSegment[],
  takes: TakeEntry[],
): TakeEntry[] | undefined {
  const same =
    takes.length === keyed.length &&
    takes.every(({ key }, at) => possibleKeys(keyed.slice(at, at + 1)).has(key));
  return same && takes.every(({ digest }) => digest !== null) ? takes : undefined;
}

/** How far a chapter is, given its takes in dist/. Reads no audio. */
export async function chapterState(
  { chapter, script, missing, place }: CurrentChapter,
  takes: TakeEntry[] | undefined,
): Promise<ChapterState> {
  if (missing > 0) return existsSync(chapter.segments) ? 'to-speak' : 'unscripted';
  if (takes === undefined) return 'takes';
  const doing = `reading how far ${chapter.project} is`;
  const timeline = await readSettings({ file: chapter.timeline, schema: Timeline, doing });
  if (!timeline.ok || !existsSync(chapter.mp3)) return 'spoken';
  const { sampleRate, cues } = planCues(takes, script.pauses);
  const sameCues =
    timeline.value.cues.length === cues.length &&
    cues.every(({ entry, start }, at) => {
      const heard = timeline.value.cues[at];
      return (
        heard?.segment === entry.segment && Math.abs(heard.start - start / sampleRate) < 0.0005
      );
    });
  if (!sameCues) return 'spoken';
  const finished = await readSettings({ file: chapter.chapter, schema: FinishedChapter, doing });
  if (!finished.ok) return 'encoded';
  const { title, number, aacSha256, mp3 } = finished.value;
  const same =
    title === script.layout.title &&
    number === place &&
    aacSha256 === timeline.value.sha256.aac &&
    existsSync(join(chapter.output, mp3));
  return same ? 'assembled' : 'encoded';
}
