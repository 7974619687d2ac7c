import type { SlotLoad, Waiting } from './sharing.ts';

/** The segments of one client that wait for one model, in the order in which they are to be spoken. */
export class WaitingLine<Job extends Waiting> {
  /** Characters that the client has had handed out, and the start that it was given. */
  served: number;
  /** Ascending by `goesBefore`. */
  readonly #jobs: Job[] = [];

  constructor(served: number) {
    this.served = served;
  }

  get length(): number {
    return this.#jobs.length;
  }

  add(job: Job): void {
    this.#jobs.splice(this.#placeOf(job), 0, job);
  }

  /** Whether it was there. */
  remove(job: Job): boolean {
    // Mostly it is the first, and a plan removes hundreds of thousands.
    if (this.#jobs[0] === job) {
      this.#jobs.shift();
      return true;
    }
    let at = this.#placeOf(job);
    // Jobs of the same place stand behind each other.
    while (at > 0 && this.#jobs[at - 1] !== job && !goesBefore(this.#jobs[at - 1] as Job, job))
      at--;
    if (this.#jobs[at - 1] !== job) return false;
    this.#jobs.splice(at - 1, 1);
    return true;
  }

  /** The first that the slot may speak. */
  first(slot: SlotLoad): Job | undefined {
    return this.#jobs.find(({ avoid }) => !avoid.has(slot.name));
  }

  /** The longest that the slot may speak; one that somebody listens for before all others. */
  longest(slot: SlotLoad): Job | undefined {
    const first = this.first(slot);
    if (first === undefined || first.interactive) return first;
    let longest = first;
    for (const job of this.#jobs) {
      if (!job.avoid.has(slot.name) && job.characters > longest.characters) longest = job;
    }
    return longest;
  }

  /** Behind all that go before it, or stand at the same place. */
  #placeOf(job: Job): number {
    let [low, high] = [0, this.#jobs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (goesBefore(job, this.#jobs[middle] as Job)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function goesBefore(one: Waiting, other: Waiting): boolean {
  if (one.interactive !== other.interactive) return one.interactive;
  const length = Math.max(one.place.length, other.place.length);
  for (let at = 0; at < length; at++) {
    const [here, there] = [one.place[at] ?? 0, other.place[at] ?? 0];
    if (here !== there) return here < there;
  }
  return false;
}
