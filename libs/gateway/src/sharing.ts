/**
 * Which slot speaks which segment next.
 *
 * Nothing here waits, speaks or looks at a clock, so the same rules share real segments among real
 * slots and simulated ones in a plan.
 */

import { WaitingLine } from './waiting-line.ts';

/** A segment that waits to be spoken. */
export interface Waiting {
  /** Who asked, such as a run: the segments of two clients take turns. */
  client: string;
  /** Somebody listens for it: spoken before all that is not. */
  interactive: boolean;
  /** Its place in its client's book, such as chapter and segment; the smaller is spoken first. */
  place: readonly number[];
  /** The identity of the model that must speak it. */
  model: string;
  /** Length of what is spoken, in UTF-16 code units. */
  characters: number;
  /** Names of the slots that it failed on. */
  avoid: ReadonlySet<string>;
}

/** What the sharing needs to know of a slot. */
export interface SlotLoad {
  name: string;
  model: string;
  /** How many segments the slot speaks at the same time. */
  batch: number;
  /** What it has under way: segments, and their characters. */
  segments: number;
  characters: number;
  /** Characters a second, measured; undefined before its first segment. */
  speed: number | undefined;
  /** It has refused to have more segments than so many. */
  limit?: number;
}

/**
 * Shares segments among slots: any free slot takes the next one, in book order, those that
 * somebody listens for before all others, and the clients by turns, so that each has had equally many
 * characters.
 */
export class Sharing<Job extends Waiting> {
  readonly #lines = new Map<string, WaitingLine<Job>>();
  /** What waits for each model. */
  readonly #waiting = new Map<string, { segments: number; characters: number }>();

  add(job: Job): void {
    let line = this.#lines.get(job.client);
    if (line === undefined) {
      // A client that comes later does not catch up on what the others had before it.
      const served = [...this.#lines.values()].map((other) => other.served);
      line = new WaitingLine(served.length === 0 ? 0 : Math.min(...served));
      this.#lines.set(job.client, line);
    }
    line.add(job);
    this.#count(job, 1);
  }

  /** Takes a segment out that is wanted no more; nothing happens when it waits no longer. */
  remove(job: Job): void {
    const line = this.#lines.get(job.client);
    if (line?.remove(job)) {
      this.#count(job, -1);
      if (line.length === 0) this.#lines.delete(job.client);
    }
  }

  /** Takes the segment out that `slot`, one of `slots`, should have now; nothing if it should have none. */
  next(slot: SlotLoad, slots: readonly SlotLoad[]): Job | undefined {
    const atTheEnd = this.#isAtTheEnd(slot, slots);
    const most = Math.min(mostSegments(slot, atTheEnd), slot.limit ?? Number.POSITIVE_INFINITY);
    if (slot.segments >= most) return undefined;
    const found = this.#find(slot, atTheEnd);
    if (found === undefined || this.#othersAreSooner(found.job, slot, slots)) return undefined;
    found.line.served += found.job.characters;
    this.remove(found.job);
    return found.job;
  }

  /** Whether no more waits than the slots can speak at the same time. */
  #isAtTheEnd({ model }: SlotLoad, slots: readonly SlotLoad[]): boolean {
    const rows = sum(slots.map((slot) => (slot.model === model ? slot.batch : 0)));
    return (this.#waiting.get(model)?.segments ?? 0) <= rows;
  }

  /** In book order; at the end the longest first, so that none of them is long under way alone. */
  #find(slot: SlotLoad, atTheEnd: boolean): { line: WaitingLine<Job>; job: Job } | undefined {
    let found: { line: WaitingLine<Job>; job: Job } | undefined;
    for (const line of this.#lines.values()) {
      const job = atTheEnd ? line.longest(slot) : line.first(slot);
      if (job === undefined) continue;
      const sooner =
        found === undefined ||
        (job.interactive === found.job.interactive
          ? line.served < found.line.served
          : job.interactive);
      if (sooner) found = { line, job };
    }
    return found;
  }

  /**
   * Whether the other slots would have spoken all that waits, this segment included, before this
   * slot had spoken the segment: a slow slot that took it would hold up the end.
   */
  #othersAreSooner(job: Job, slot: SlotLoad, slots: readonly SlotLoad[]): boolean {
    if (slot.speed === undefined) return false;
    const others = slots.flatMap(({ name, model, characters, speed }) => {
      const able = name !== slot.name && model === slot.model && !job.avoid.has(name);
      return able && speed !== undefined ? [{ characters, speed }] : [];
    });
    if (others.length === 0) return false;
    const underWay = sum(others.map(({ characters }) => characters));
    const waiting = this.#waiting.get(slot.model)?.characters ?? 0;
    const allSpoken = (underWay + waiting) / sum(others.map(({ speed }) => speed));
    const thisSpoken = Math.min(
      ...others.map(({ characters, speed }) => (characters + job.characters) / speed),
    );
    const here = (slot.characters + job.characters) / slot.speed;
    return here > Math.max(allSpoken, thisSpoken);
  }

  #count({ model, characters: length }: Job, sign: 1 | -1): void {
    const { segments, characters } = this.#waiting.get(model) ?? { segments: 0, characters: 0 };
    const counts = { segments: segments + sign, characters: characters + sign * length };
    this.#waiting.set(model, counts);
  }
}

/**
 * How many segments a slot may have: a full batch, and so many more that the next is there when one of
 * the batch is done: not at the end, nor while the slot's speed is unknown.
 */
function mostSegments({ batch, speed }: SlotLoad, atTheEnd: boolean): number {
  if (speed === undefined) return atTheEnd ? 1 : batch;
  return atTheEnd ? batch : batch + Math.max(1, Math.ceil(batch / 4));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
