/** Has slots speak segments in a time of their own, by the rules of `Sharing`: nothing is spoken, nobody waits. */

import { Sharing } from './sharing.ts';
import type { SlotLoad } from './slot-load.ts';
import type { Waiting } from './waiting.ts';

/** A slot that only takes time. */
export interface SimulatedSlot {
  name: string;
  model?: string;
  /** Seconds until it is ready; none by default. */
  loadSeconds?: number;
  /** Segments that it speaks at the same time; 1 by default. */
  batch?: number;
  /** Characters that it speaks in a second, of each segment of a batch. */
  charactersPerSecond: number;
  /** What each segment takes besides, in seconds; nothing by default. */
  segmentSeconds?: number;
}

/** A segment that was spoken: by whom, and when it was ready, in seconds. */
export interface Simulated<Job> {
  job: Job;
  slot: string;
  at: number;
}

interface UnderWay<Job> {
  job: Job;
  seconds: number;
  ends: number;
}

interface State<Job> extends SlotLoad {
  slot: SimulatedSlot;
  underWay: UnderWay<Job>[];
  /** When something next becomes of it, in seconds. */
  next: number;
}

/** Speaks all segments that some slot has the model for. */
export function simulate<Job extends Waiting>(
  jobs: readonly Job[],
  slots: readonly SimulatedSlot[],
): Simulated<Job>[] {
  const sharing = new Sharing<Job>();
  for (const job of jobs) sharing.add(job);
  const states = slots.map(
    (slot): State<Job> => ({
      ...{ slot, name: slot.name, model: slot.model ?? 'm', batch: slot.batch ?? 1 },
      ...{ segments: 0, characters: 0, speed: undefined },
      ...{ underWay: [], next: slot.loadSeconds ?? 0 },
    }),
  );
  const spoken: Simulated<Job>[] = [];
  for (let now = 0; Number.isFinite(now); now = nextOf(states)) {
    for (const state of states) if (state.next <= now) take(state, now, spoken);
    for (const state of states) handOut(state, states, sharing, now);
  }
  return spoken;
}

function nextOf(states: readonly State<unknown>[]): number {
  let next = Number.POSITIVE_INFINITY;
  for (const state of states) next = Math.min(next, state.next);
  return next;
}

/** Takes from a slot what it has spoken by now. */
function take<Job extends Waiting>(state: State<Job>, now: number, spoken: Simulated<Job>[]): void {
  for (const { job, ends, seconds } of state.underWay) {
    if (ends > now) continue;
    spoken.push({ job, slot: state.name, at: ends });
    state.segments--;
    state.characters -= job.characters;
    state.speed = (job.characters / seconds) * state.batch;
  }
  state.underWay = state.underWay.filter(({ ends }) => ends > now);
  state.next = Math.min(...state.underWay.map(({ ends }) => ends));
}

function handOut<Job extends Waiting>(
  state: State<Job>,
  states: readonly State<Job>[],
  sharing: Sharing<Job>,
  now: number,
): void {
  const { slot, batch } = state;
  if (now < (slot.loadSeconds ?? 0)) return;
  for (let job = sharing.next(state, states); job !== undefined; ) {
    // What is beyond the batch waits until one of the batch is done.
    const ends = state.underWay.map((one) => one.ends).sort((a, b) => a - b);
    const starts = ends.length < batch ? now : (ends[ends.length - batch] ?? now);
    const seconds = (slot.segmentSeconds ?? 0) + job.characters / slot.charactersPerSecond;
    state.underWay.push({ job, seconds, ends: starts + seconds });
    state.next = Math.min(state.next > now ? state.next : starts + seconds, starts + seconds);
    state.segments++;
    state.characters += job.characters;
    job = sharing.next(state, states);
  }
}
