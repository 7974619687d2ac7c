import { tidyMarks } from '../normalise/tidy-marks.ts';
import type { AppliedReading } from './applied-readings.ts';

/** Two readings of one lexicon that match the same text; the first is the one that is read. */
export interface Fight {
  winner: AppliedReading;
  loser: AppliedReading;
  /** What both match, where one of them is a pattern. */
  text?: string;
}

/**
 * Readings that match the same words, by the same case rule and in books of the same language, and say something
 * else: "O'Hara" and "O’Hara". That one of an exact case, of a narrower language or a longer one comes first is no fight.
 */
export function sameWords(readings: readonly AppliedReading[]): Fight[] {
  return [...Map.groupBy(readings, keyOf).values()].flatMap(([winner, ...losers]) =>
    winner === undefined
      ? []
      : losers.filter(({ say }) => say !== winner.say).map((loser) => ({ winner, loser })),
  );
}

/** What readings that match the same words have in common. */
function keyOf({ written, anyCase, isPattern, whole, language }: AppliedReading): string {
  const form = isPattern ? `pattern ${whole} ${written}` : tidyMarks(written).replace(/['ʼ]/g, '’');
  return [language, anyCase, anyCase && !isPattern ? form.toLowerCase() : form].join(' ');
}
