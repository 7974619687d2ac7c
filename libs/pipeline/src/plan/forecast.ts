import type { Waiting } from '@audiobook/sharing/sharing';
import { simulate } from '@audiobook/sharing/simulate';
import type { KeyedSegment } from '../takes/keyed-segment.ts';
import type { ChapterToSpeak, ToSpeak } from './chapter-plan.ts';
import type { SlotSpeed } from './slot-speed.ts';

/** A slot that a run would have. */
export interface PlannedSlot {
  engine: string;
  speed: SlotSpeed;
  /** Dollars; null where it is not known. */
  pricePerHour: number | null;
  /** Paid from its start, and so long after the run, in seconds: null where it is there anyway. */
  warmSeconds: number | null;
}

/** What a run would take. */
export interface Forecast {
  /** From the first segment that is asked for to the last that is spoken, in seconds; between two bounds. */
  wallSeconds: number;
  wallRange: readonly [least: number, most: number];
  /** Of all slots from start to release, loading and waiting included. */
  slotSeconds: number;
  /** Dollars; null where a slot has no price. */
  cost: number | null;
  costRange: readonly [least: number, most: number] | null;
}

const nothing: Forecast = {
  ...{ wallSeconds: 0, wallRange: [0, 0], slotSeconds: 0, cost: 0, costRange: [0, 0] },
};

/** The segments of chapters as slots share them. */
export function jobsOf(chapters: readonly { toSpeak: readonly KeyedSegment[] }[]): Waiting[] {
  return chapters.flatMap(({ toSpeak }, chapter) =>
    toSpeak.map((one, index) => ({
      ...{ client: 'plan', interactive: false, model: engineOf(one), avoid: noSlots },
      ...{ place: [chapter, index], characters: one.segment.spoken.length },
    })),
  );
}

/** Has slots speak what is planned in simulated time, by the gateway's own sharing. */
export function forecast(jobs: readonly Waiting[], slots: readonly PlannedSlot[]): Forecast {
  const needed = new Set(jobs.map(({ model }) => model));
  const used = slots.filter(({ engine }) => needed.has(engine));
  if (needed.size === 0) return nothing;
  const spoken = simulate(
    jobs,
    used.map(({ engine, speed }, index) => ({ ...speed, name: String(index), model: engine })),
  );
  const wallSeconds = spoken.reduce((last, { at }) => Math.max(last, at), 0);
  const loading = Math.min(...used.map(({ speed }) => speed.loadSeconds));
  const bound = (share: number) => loading + (wallSeconds - loading) * share;
  const least = bound(Math.min(...used.map(({ speed }) => speed.range[0])));
  const most = bound(Math.max(...used.map(({ speed }) => speed.range[1])));
  const costOf = (wall: number) => {
    let sum = 0;
    for (const { pricePerHour, warmSeconds } of used) {
      if (pricePerHour === null) return null;
      sum += (pricePerHour * (wall + (warmSeconds ?? 0))) / 3_600;
    }
    return sum;
  };
  const [cheapest, dearest] = [costOf(least), costOf(most)];
  return {
    ...{ wallSeconds, wallRange: [least, most], cost: costOf(wallSeconds) },
    slotSeconds: used.reduce((sum, { warmSeconds }) => sum + wallSeconds + (warmSeconds ?? 0), 0),
    costRange: cheapest === null || dearest === null ? null : [cheapest, dearest],
  };
}

const noSlots: ReadonlySet<string> = new Set();

function engineOf({ segment }: KeyedSegment): string {
  return segment.engine;
}

/** Seconds of a slot's time that segments take of its engine, with a full batch. */
export function speakingSeconds(
  segments: readonly ToSpeak[],
  { engine, speed }: PlannedSlot,
): number {
  const { segmentSeconds, charactersPerSecond, batch } = speed;
  const own = segments.filter((one) => engineOf(one) === engine);
  const characters = own.reduce((sum, { segment }) => sum + segment.spoken.length, 0);
  return (own.length * segmentSeconds + characters / charactersPerSecond) / batch;
}

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
