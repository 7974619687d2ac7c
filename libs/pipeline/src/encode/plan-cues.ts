import { spanAt } from '@audiobook/audio/speech-file';
import type { ChapterPauses } from '@audiobook/model/script';
import type { TakeEntry } from '@audiobook/model/take';
import { mainRateOf } from '../takes/speech-files.ts';

/** A take's place in the chapter's audio, in samples at the chapter's rate. */
export interface PlannedCue {
  entry: TakeEntry;
  start: number;
  length: number;
  /** Silence after it. */
  silence: number;
}

/** A chapter's audio before it is encoded: where every take begins, exact to the sample. */
export interface CuePlan {
  /** Hz. */
  sampleRate: number;
  /** Silence before the first take, in samples. */
  lead: number;
  cues: PlannedCue[];
}

/** The rate of a chapter that has no take at all, in Hz. */
const rateOfSilence = 44_100;

/** How long a draft's gap sounds, in seconds. */
const gapSeconds = 1;

/** Lays a chapter's takes and silences out. Every silence is rounded to a sample on its own. */
export function planCues(takes: readonly TakeEntry[], pauses: ChapterPauses): CuePlan {
  const sampleRate = mainRateOf(takes) || rateOfSilence;
  const samples = (milliseconds: number) => Math.round((milliseconds * sampleRate) / 1000);
  const lead = samples(pauses.leadMs);
  let end = lead;
  const cues = takes.map((entry, index): PlannedCue => {
    const start = end;
    const length = entry.digest === null ? gapSeconds * sampleRate : lengthAt(entry, sampleRate);
    const silence = samples(pauses.afterMs[index] ?? 0);
    end += length + silence;
    return { entry, start, length, silence };
  });
  return { sampleRate, lead, cues };
}

/** A take's place in its own speech file, in samples. */
export function spanOf({ start, seconds, sampleRate }: TakeEntry) {
  return { start: Math.round(start * sampleRate), length: Math.round(seconds * sampleRate) };
}

function lengthAt(entry: TakeEntry, sampleRate: number): number {
  return spanAt(spanOf(entry), entry.sampleRate, sampleRate).length;
}
