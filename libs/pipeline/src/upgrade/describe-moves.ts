import { describeCount } from '@audiobook/model/describe-count';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import { jobsOf } from '../plan/forecast.ts';
import { forecastHere } from '../plan/forecast-here.ts';
import type { SlotSources } from '../plan/planned-slots.ts';
import { distinctByKey, type KeyedSegment } from '../takes/keyed-segment.ts';
import type { ModelMove } from './model-moves.ts';

export interface MovedBook extends SlotSources {
  /** The scripts of all chapters, with the models that are moved to. */
  chapters: readonly { script: readonly KeyedSegment[] }[];
  /** Segments that have no take. */
  missing: readonly KeyedSegment[];
}

/**
 * Says of each move what is spoken for it, and what that takes and costs on the slots that there are: of
 * segments that are equal, one is spoken.
 */
export function describeMoves(moves: readonly ModelMove[], book: MovedBook): string[] {
  const missing = distinctByKey(book.missing);
  const missed = new Set(book.missing.map(({ segment }) => segment));
  const all = book.chapters.flatMap(({ script }) => script);
  return moves.map(({ engine, from, to }) => {
    const ofMove = ({ segment }: KeyedSegment) => segment.engine === engine && segment.model === to;
    const again = missing.filter(ofMove);
    const characters = again.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
    const locked = all.filter(
      (keyed) => ofMove(keyed) && keyed.segment.locked !== undefined && !missed.has(keyed.segment),
    ).length;
    const segments = all.filter(ofMove).length;
    return [
      `${engine}: ${from ?? 'not pinned'}`,
      `  → ${to}`,
      `  To speak${from === undefined ? '' : ' again'}: ${describeCount(again.length)} of ${describeCount(segments, 'segment')}, ${describeCount(characters, 'character')}.`,
      ...describeEffort(again, book),
      ...(locked === 0 ? [] : [`  Locked, and as they are: ${describeCount(locked, 'segment')}.`]),
    ].join('\n');
  });
}

/** Nothing where nothing is spoken, where an engine has no slot here, or where nobody knows how fast it is. */
function describeEffort(toSpeak: readonly KeyedSegment[], sources: SlotSources): string[] {
  if (toSpeak.length === 0) return [];
  const foretold = forecastHere(jobsOf([{ toSpeak }]), sources);
  if (foretold === undefined) return [];
  const { slots, wallSeconds, wallRange, cost } = foretold;
  const time = `${describeDuration(wallSeconds)} (between ${wallRange.map(describeDuration).join(' and ')})`;
  const price = cost === null ? '' : `, ${describeDollars(cost)}`;
  return [
    `  On the ${slots === 1 ? 'slot' : `${slots} slots`} of this workspace: ${time}${price}.`,
  ];
}
