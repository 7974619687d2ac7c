import { describeCount } from '@audiobook/model/describe-count';
import { describeDuration } from '@audiobook/model/describe-duration';
import type { RunProgress, SpeakingEvent } from '../stage-event.ts';
import { percentOf, progressBar, shareOf } from './progress-bar.ts';

/** Cells of the run's bar: short, so that a line with its project's name stays within 140 columns. */
const barCells = 10;

/**
 * A chapter's progress as a line of its task's output, without its project, which Nx puts before
 * each line. Where a gateway speaks for the whole run, the speed and the time left are the run's.
 */
export function describeSpeaking(event: SpeakingEvent): string {
  const chapter = `${describeCount(event.done)} of ${describeCount(event.of)} segments`;
  return event.run === undefined
    ? [chapter, ...describePace(event)].join(', ')
    : `${chapter} │ run ${describeRunProgress(event.run)}`;
}

/** `23 % ▕██▎       ▏ 8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left`. */
export function describeRunProgress(run: RunProgress): string {
  const { characters, charactersSpoken, slots, slotsBusy } = run;
  const bar = progressBar(shareOf(charactersSpoken, characters), barCells);
  const busy = `${describeCount(slotsBusy)} of ${describeCount(slots)} slots busy`;
  return `${percentOf(charactersSpoken, characters)} ${bar} ${[busy, ...describePace(run)].join(', ')}`;
}

/** What is known of how fast speech comes: nothing before the first segment. */
export interface Pace {
  charactersPerSecond: number | null;
  realTimeFactor: number | null;
  secondsLeft: number | null;
}

/** `231 characters/s`, `14.1 × real time` and `2 h 13 min left`, as far as they are known. */
export function describePace({ charactersPerSecond, realTimeFactor, secondsLeft }: Pace): string[] {
  return [
    charactersPerSecond === null ? [] : `${rate(charactersPerSecond)} characters/s`,
    realTimeFactor === null ? [] : `${rate(realTimeFactor, 1)} × real time`,
    secondsLeft === null ? [] : `${describeDuration(secondsLeft)} left`,
  ].flat();
}

/** With decimals below 100 only, where they tell something. */
function rate(value: number, decimals = 0): string {
  const digits = value < 100 ? decimals : 0;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString('en', format);
}
