import type { ChapterToSpeak } from './chapter-plan.ts';
import { type Forecast, type PlannedSlot, speakingSeconds } from './forecast.ts';

/** What a run would take in which each slot speaks whole chapters. */
export type WholeChapters = Pick<Forecast, 'wallSeconds' | 'slotSeconds' | 'cost'>;

/**
 * Gives each slot whole chapters: the longest first, each to the slot that would have spoken it first. A slot is
 * released when its own chapters are spoken; one that gets none is not started.
 */
export function wholeChapters(
  chapters: readonly ChapterToSpeak[],
  slots: readonly PlannedSlot[],
): WholeChapters {
  const taken: { slot: PlannedSlot; end: number }[] = [];
  for (const ofEngine of Map.groupBy(slots, ({ engine }) => engine).values()) {
    const ends = ofEngine.map(({ speed }) => speed.loadSeconds);
    const used = new Set<number>();
    for (const { toSpeak } of longestFirst(chapters, ofEngine[0])) {
      const after = ofEngine.map((slot, at) => (ends[at] ?? 0) + speakingSeconds(toSpeak, slot));
      const soonest = after.indexOf(Math.min(...after));
      ends[soonest] = after[soonest] ?? 0;
      used.add(soonest);
    }
    for (const [at, slot] of ofEngine.entries()) {
      if (used.has(at)) taken.push({ slot, end: ends[at] ?? 0 });
    }
  }
  const held = taken.map(({ slot, end }) => ({ slot, seconds: end + (slot.warmSeconds ?? 0) }));
  const isPriced = held.every(({ slot }) => slot.pricePerHour !== null);
  const dollars = held.map(({ slot, seconds }) => ((slot.pricePerHour ?? 0) * seconds) / 3_600);
  return {
    wallSeconds: Math.max(0, ...taken.map(({ end }) => end)),
    slotSeconds: held.reduce((sum, { seconds }) => sum + seconds, 0),
    cost: isPriced ? dollars.reduce((sum, one) => sum + one, 0) : null,
  };
}

function longestFirst(chapters: readonly ChapterToSpeak[], slot: PlannedSlot | undefined) {
  if (slot === undefined) return [];
  return chapters
    .map(({ toSpeak }) => ({ toSpeak, seconds: speakingSeconds(toSpeak, slot) }))
    .filter(({ seconds }) => seconds > 0)
    .sort((one, other) => other.seconds - one.seconds);
}
