/**
 * Which slot speaks which segment next.
 *
 * Nothing here waits, speaks or looks at a clock, so the same rules share real segments among real
 * slots and simulated ones in a plan.
 */

import type { SlotLoad } from './slot-load.ts';
import type { Waiting } from './waiting.ts';
import { WaitingLine } from './waiting-line.ts';

/** What waits for one model. */
interface ModelLines<Job extends Waiting> {
  /** By client. */
  lines: Map<string, WaitingLine<Job>>;
  segments: number;
  characters: number;
}

/**
 * Shares segments among slots: any free slot takes the next one, in book order, those that
 * somebody listens for before all others, and the clients by turns, so that each has had equally many
 * characters.
 */
export class Sharing<Job extends Waiting> {
  /** What waits for each model. */
  readonly #models = new Map<string, ModelLines<Job>>();

  add(job: Job): void {
    let waiting = this.#models.get(job.model);
    if (waiting === undefined) {
      waiting = { lines: new Map(), segments: 0, characters: 0 };
      this.#models.set(job.model, waiting);
    }
    let line = waiting.lines.get(job.client);
    if (line === undefined) {
      // A client that comes later does not catch up on what the others had before it.
      const served = [...waiting.lines.values()].map((other) => other.served);
      line = new WaitingLine(served.length === 0 ? 0 : Math.min(...served));
      waiting.lines.set(job.client, line);
    }
    line.add(job);
    waiting.segments++;
    waiting.characters += job.characters;
  }

  /** How many segments wait for a model. */
  waiting(model: string): number {
    return this.#models.get(model)?.segments ?? 0;
  }

  /** Takes a segment out that is wanted no more; nothing happens when it waits no longer. */
  remove(job: Job): void {
    const waiting = this.#models.get(job.model);
    const line = waiting?.lines.get(job.client);
    if (waiting === undefined || line === undefined || !line.remove(job)) return;
    waiting.segments--;
    waiting.characters -= job.characters;
    if (line.length === 0) waiting.lines.delete(job.client);
    if (waiting.lines.size === 0) this.#models.delete(job.model);
  }

  /** Takes the segment out that `slot`, one of `slots`, should have now; nothing if it should have none. */
  next(slot: SlotLoad, slots: readonly SlotLoad[]): Job | undefined {
    const waiting = this.#models.get(slot.model);
    const { limit = Number.POSITIVE_INFINITY } = slot;
    // Most slots are full whenever they are asked, and a plan asks millions of times.
    if (waiting === undefined || slot.segments >= Math.min(mostSegments(slot, false), limit)) {
      return undefined;
    }
    const atTheEnd = isAtTheEnd(waiting, slot, slots);
    if (atTheEnd && slot.segments >= Math.min(mostSegments(slot, true), limit)) return undefined;
    const found = find(waiting, slot, atTheEnd);
    if (found === undefined || othersAreSooner(found.job, waiting, slot, slots)) return undefined;
    found.line.served += found.job.characters;
    this.remove(found.job);
    return found.job;
  }
}

/** Whether no more waits than the slots can speak at the same time. */
function isAtTheEnd(
  { segments }: ModelLines<Waiting>,
  { model }: SlotLoad,
  slots: readonly SlotLoad[],
): boolean {
  let places = 0;
  for (const slot of slots) if (slot.model === model) places += slot.batch;
  return segments <= places;
}

/** In book order; at the end the longest first, so that none of them is long under way alone. */
function find<Job extends Waiting>(
  { lines }: ModelLines<Job>,
  slot: SlotLoad,
  atTheEnd: boolean,
): { line: WaitingLine<Job>; job: Job } | undefined {
  let found: { line: WaitingLine<Job>; job: Job } | undefined;
  for (const line of lines.values()) {
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
function othersAreSooner(
  job: Waiting,
  waiting: ModelLines<Waiting>,
  slot: SlotLoad,
  slots: readonly SlotLoad[],
): boolean {
  if (slot.speed === undefined) return false;
  let [underWay, speeds, thisSpoken] = [0, 0, Number.POSITIVE_INFINITY];
  for (const { name, model, characters, speed } of slots) {
    if (name === slot.name || model !== slot.model || speed === undefined) continue;
    if (job.avoid.has(name)) continue;
    underWay += characters;
    speeds += speed;
    thisSpoken = Math.min(thisSpoken, (characters + job.characters) / speed);
  }
  if (speeds === 0) return false;
  const allSpoken = (underWay + waiting.characters) / speeds;
  const here = (slot.characters + job.characters) / slot.speed;
  return here > Math.max(allSpoken, thisSpoken);
}

/**
 * How many segments a slot may have: a full batch, and so many more that the next is there when one of
 * the batch is done: not at the end, nor while the slot's speed is unknown. Who shares them among others, and says how
 * long its line should be, gets the end too: it is nearer to those who speak.
 */
function mostSegments(slot: SlotLoad, atTheEnd: boolean): number {
  const { batch, speed } = slot;
  const isLast = atTheEnd && slot.line === undefined;
  if (speed === undefined) return isLast ? 1 : batch;
  return isLast ? batch : batch + lineOf(slot);
}

/** How many segments a slot has waiting behind its batch while there is plenty. */
function lineOf({ batch, line }: SlotLoad): number {
  return line ?? Math.max(1, Math.ceil(batch / 4));
}

/**
 * How many segments those who share them among `slots` should have waiting behind the batches, so that the slots'
 * lines are full, as many wait as all speak at the same time (with fewer it looks like the end), and a quarter of
 * that is on its way.
 */
export function lineFor(slots: readonly SlotLoad[]): number {
  let [lines, batches] = [0, 0];
  for (const slot of slots) {
    lines += lineOf(slot);
    batches += slot.batch;
  }
  return lines + batches + Math.ceil(batches / 4);
}
