import { Sharing, type SlotLoad, type Waiting } from './sharing.ts';

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
  /** When it dies, in seconds; what it has under way then waits again. */
  diesAt?: number;
}

/** A segment that was spoken: by whom, and when it was ready, in seconds. */
export interface Simulated<Job> {
  job: Job;
  slot: string;
  at: number;
}

interface UnderWay<Job> {
  job: Job;
  ends: number;
}

interface State<Job> extends SlotLoad {
  slot: SimulatedSlot;
  underWay: UnderWay<Job>[];
}

/** Has slots speak segments in a time of their own, by the rules of `Sharing`. */
export function simulate<Job extends Waiting>(
  jobs: readonly Job[],
  slots: readonly SimulatedSlot[],
): Simulated<Job>[] {
  const sharing = new Sharing<Job>();
  for (const job of jobs) sharing.add(job);
  let states = slots.map(
    (slot): State<Job> => ({
      name: slot.name,
      model: slot.model ?? 'm',
      batch: slot.batch ?? 1,
      segments: 0,
      characters: 0,
      speed: undefined,
      slot,
      underWay: [],
    }),
  );
  const spoken: Simulated<Job>[] = [];
  let now = 0;
  while (true) {
    const alive = states.filter(({ slot }) => now < (slot.diesAt ?? Number.POSITIVE_INFINITY));
    for (const dead of states.filter((state) => !alive.includes(state))) {
      for (const { job } of dead.underWay) sharing.add(job);
    }
    states = alive;
    for (const state of states) {
      for (const done of state.underWay.filter(({ ends }) => ends <= now)) {
        spoken.push({ job: done.job, slot: state.name, at: done.ends });
        state.segments--;
        state.characters -= done.job.characters;
        state.speed = (state.slot.charactersPerSecond * state.batch) as number;
      }
      state.underWay = state.underWay.filter(({ ends }) => ends > now);
    }
    for (const state of states) handOut(state, states, sharing, now);
    const next = Math.min(
      ...states.flatMap(({ underWay, slot }) => [
        ...underWay.map(({ ends }) => ends),
        ...[slot.loadSeconds ?? 0, slot.diesAt ?? 0].filter((time) => time > now),
      ]),
    );
    if (!Number.isFinite(next)) return spoken;
    now = next;
  }
}

function handOut<Job extends Waiting>(
  state: State<Job>,
  states: State<Job>[],
  sharing: Sharing<Job>,
  now: number,
): void {
  const { slot, batch } = state;
  if (now < (slot.loadSeconds ?? 0)) return;
  for (let job = sharing.next(state, states); job !== undefined; ) {
    // What is beyond the batch waits until one of the batch is done.
    const ends = state.underWay.map((one) => one.ends).sort((a, b) => a - b);
    const starts = ends.length < batch ? now : (ends[ends.length - batch] ?? now);
    const seconds = job.characters / slot.charactersPerSecond;
    state.underWay.push({ job, ends: starts + seconds });
    state.segments++;
    state.characters += job.characters;
    job = sharing.next(state, states);
  }
}
