import type { SlotLoad, Waiting } from './sharing.ts';

/** The segments of one client that wait for one model, in the order in which they are to be spoken. */
export class WaitingLine<Job extends Waiting> {
  /** Characters that the client has had handed out, and the start that it was given. */
  served: number;
  /** The next one stands last, from where it is taken without moving the others: a plan takes hundreds of thousands. */
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
    if (this.#jobs.at(-1) === job) {
      this.#jobs.pop();
      return true;
    }
    // Jobs of the same place stand beside each other.
    for (let at = this.#placeOf(job); at < this.#jobs.length; at++) {
      const other = this.#jobs[at] as Job;
      if (other === job) {
        this.#jobs.splice(at, 1);
        return true;
      }
      if (goesBefore(other, job)) break;
    }
    return false;
  }

  /** The first that the slot may speak. */
  first(slot: SlotLoad): Job | undefined {
    return this.#jobs.findLast(({ avoid }) => !avoid.has(slot.name));
  }

  /** The longest that the slot may speak; one that somebody listens for before all others. */
  longest(slot: SlotLoad): Job | undefined {
    const first = this.first(slot);
    if (first === undefined || first.interactive) return first;
    let longest = first;
    for (let at = this.#jobs.length - 1; at >= 0; at--) {
      const job = this.#jobs[at] as Job;
      if (!job.avoid.has(slot.name) && job.characters > longest.characters) longest = job;
    }
    return longest;
  }

  /** Where it is spoken behind all that go before it, or stand at the same place. */
  #placeOf(job: Job): number {
    let [low, high] = [0, this.#jobs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (goesBefore(job, this.#jobs[middle] as Job)) low = middle + 1;
      else high = middle;
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
