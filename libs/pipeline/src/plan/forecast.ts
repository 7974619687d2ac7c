import { simulate } from '@audiobook/sharing/simulate';
import { slotsNeeded } from '@audiobook/sharing/slots-needed';
import type { Waiting } from '@audiobook/sharing/waiting';
import type { KeyedSegment } from '../takes/keyed-segment.ts';
import type { ToSpeak } from './chapter-plan.ts';
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
  /** What of it is for loading and warm time. */
  openingCost: number | null;
  costRange: readonly [least: number, most: number] | null;
}

/** The segments of chapters as slots share them. */
export function jobsOf(chapters: readonly { toSpeak: readonly KeyedSegment[] }[]): Waiting[] {
  return chapters.flatMap(({ toSpeak }, chapter) =>
    toSpeak.map((one, index) => ({
      ...{ client: 'plan', interactive: false, model: engineOf(one), avoid: noSlots },
      ...{ place: [chapter, index], characters: one.segment.spoken.length },
    })),
  );
}

/** A slot, and until when a run has it, in seconds: warm time not counted. */
interface HeldSlot {
  slot: PlannedSlot;
  until: number;
  speaks: boolean;
}

/**
 * Has slots speak what is planned in simulated time, by the gateway's own sharing. Engines speak beside each other;
 * of slots that start for a run, no more are opened than find something to speak.
 */
export function forecast(jobs: readonly Waiting[], slots: readonly PlannedSlot[]): Forecast {
  const held = [...Map.groupBy(jobs, ({ model }) => model)].flatMap(([engine, own]) =>
    heldSlots(
      own,
      slots.filter((slot) => slot.engine === engine),
    ),
  );
  const usual = takes(held, () => 1);
  const least = takes(held, ({ range }) => range[0]);
  const most = takes(held, ({ range }) => range[1]);
  return {
    ...usual,
    wallRange: [least.wallSeconds, most.wallSeconds],
    costRange: least.cost === null || most.cost === null ? null : [least.cost, most.cost],
  };
}

/** What becomes of the slots of one engine. One that is there anyway is the run's until its last segment is spoken. */
function heldSlots(jobs: readonly Waiting[], slots: readonly PlannedSlot[]): HeldSlot[] {
  const there = slots.filter(({ warmSeconds }) => warmSeconds === null);
  const started = slots.filter(({ warmSeconds }) => warmSeconds !== null);
  const speedsOf = (some: readonly PlannedSlot[]) => some.map(({ speed }) => speed);
  const needed = slotsNeeded(jobs.length, speedsOf(there), speedsOf(started));
  const opened = [...there, ...started.slice(0, needed)];
  const simulated = opened.map(({ engine, speed }, index) => ({
    ...speed,
    ...{ name: String(index), model: engine },
  }));
  const ends = new Map<number, number>();
  for (const { slot, at } of simulate(jobs, simulated)) {
    ends.set(Number(slot), Math.max(at, ends.get(Number(slot)) ?? 0));
  }
  const last = Math.max(0, ...ends.values());
  return opened.map((slot, index) => {
    const end = ends.get(index);
    const own = end ?? slot.speed.loadSeconds;
    return { slot, until: slot.warmSeconds === null ? last : own, speaks: end !== undefined };
  });
}

/** What slots take if speaking takes such a share of the time that is expected; loading takes what it takes. */
function takes(
  held: readonly HeldSlot[],
  share: (speed: SlotSpeed) => number,
): Pick<Forecast, 'wallSeconds' | 'slotSeconds' | 'cost' | 'openingCost'> {
  let [wallSeconds, slotSeconds] = [0, 0];
  let cost: number | null = 0;
  let openingCost: number | null = 0;
  for (const { slot, until, speaks } of held) {
    const { speed, pricePerHour, warmSeconds } = slot;
    const { loadSeconds } = speed;
    const end = loadSeconds + (until - loadSeconds) * share(speed);
    const seconds = end + (warmSeconds ?? 0);
    if (speaks) wallSeconds = Math.max(wallSeconds, end);
    slotSeconds += seconds;
    const costOf = (some: number) => pricePerHour && (pricePerHour * some) / 3_600;
    cost = plus(cost, costOf(seconds));
    openingCost = plus(openingCost, costOf(loadSeconds + (warmSeconds ?? 0)));
  }
  return { wallSeconds, slotSeconds, cost, openingCost };
}

function plus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
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
