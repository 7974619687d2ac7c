/** How long chapters are to hear: as measured for what is spoken, and estimated for the rest. */

import type { ChapterPauses } from '@audiobook/model/script';
import type { TakeEntry } from '@audiobook/model/take';
import type { Throughput } from '@audiobook/model/throughput';
import { estimateSpeechSeconds } from '@audiobook/text/duration';
import { type KeyedSegment, possibleKeys } from '../takes/keyed-segment.ts';

/** From so many characters on, speech tells how long more of it will be. */
const enoughCharacters = 2_000;

/** Speech without the pauses between segments: what is said, in UTF-16 code units, and how long that takes. */
export interface SpokenLength {
  characters: number;
  seconds: number;
}

/** A chapter as its length is estimated. */
export interface TimedChapter {
  characters: number;
  /** Of the takes that were in the chapter when it was last spoken and are asked for still. */
  known: SpokenLength;
  /** Silences, in seconds. */
  pauseSeconds: number;
  /** What speaks it. */
  engines: readonly string[];
}

/** Seconds of speech for a character, without pauses, and where that is known from. */
export interface SpeechPace {
  secondsPerCharacter: number;
  /** The book's own takes, what was measured in this workspace of its engines, or English narration. */
  source: 'book' | 'engines' | 'narration';
}

/** What the takes of a chapter say of its script as it is now. */
export function knownSpeech(
  script: readonly KeyedSegment[],
  takes: readonly TakeEntry[],
): SpokenLength {
  const spoken = takes.filter(({ digest }) => digest !== null);
  const lengths = new Map(spoken.map(({ key, seconds }) => [key, seconds]));
  const known = { characters: 0, seconds: 0 };
  for (const keyed of script) {
    const key = [...possibleKeys([keyed])].find((one) => lengths.has(one));
    if (key === undefined) continue;
    known.characters += keyed.segment.spoken.length;
    known.seconds += lengths.get(key) ?? 0;
  }
  return known;
}

/** All of a chapter's silences, in seconds. */
export function secondsOfPauses({ leadMs, afterMs }: ChapterPauses): number {
  return afterMs.reduce((sum, ms) => sum + ms, leadMs) / 1_000;
}

/** How fast chapters are spoken: as in their own takes, else as measured of their engines, else as narrators do. */
export function speechPace(
  chapters: readonly TimedChapter[],
  measured: readonly Throughput[],
): SpeechPace {
  const engines = new Set(chapters.flatMap((chapter) => chapter.engines));
  const own = chapters.map(({ known }) => known);
  const here = measured
    .filter(({ engine }) => engines.has(engine))
    .map(({ rows, audioSeconds }) => ({ characters: rows.characters, seconds: audioSeconds }));
  for (const [source, lengths] of [['book', own] as const, ['engines', here] as const]) {
    const characters = lengths.reduce((sum, one) => sum + one.characters, 0);
    if (characters < enoughCharacters) continue;
    const seconds = lengths.reduce((sum, one) => sum + one.seconds, 0);
    return { secondsPerCharacter: seconds / characters, source };
  }
  return { secondsPerCharacter: estimateSpeechSeconds(1), source: 'narration' };
}

/** A chapter's length with its pauses, in seconds. */
export function secondsOfChapter(
  { characters, known, pauseSeconds }: TimedChapter,
  { secondsPerCharacter }: SpeechPace,
): number {
  return known.seconds + (characters - known.characters) * secondsPerCharacter + pauseSeconds;
}
