import type { SlotLoad } from './slot-load.ts';
import type { Waiting } from './waiting.ts';

/** The segments of one client that wait for one model, in the order in which they are to be spoken. */
export class WaitingLine<Job extends Waiting> {
  /** Characters that the client has had handed out, and the start that it was given. */
  served: number;
  /** Ascending by `goesBefore`; what stands before `#first` has been taken. */
  #jobs: Job[] = [];
  #first = 0;

  constructor(served: number) {
    this.served = served;
  }

  get length(): number {
    return this.#jobs.length - this.#first;
  }

  add(job: Job): void {
    const at = this.#placeOf(job);
    // What comes back after a failure mostly goes before all others.
    if (at === this.#first && at > 0) this.#jobs[--this.#first] = job;
    else this.#jobs.splice(at, 0, job);
  }

  /** Whether it was there. */
  remove(job: Job): boolean {
    if (this.length > 0 && this.#jobs[this.#first] === job) {
      this.#takeFirst();
      return true;
    }
    // Jobs of the same place stand behind each other.
    for (let at = this.#placeOf(job) - 1; at >= this.#first; at--) {
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
    for (const job of this.#inOrder()) if (!job.avoid.has(slot.name)) return job;
    return undefined;
  }

  /** The longest that the slot may speak; one that somebody listens for before all others. */
  longest(slot: SlotLoad): Job | undefined {
    let longest: Job | undefined;
    for (const job of this.#inOrder()) {
      if (job.avoid.has(slot.name)) continue;
      if (longest === undefined && job.interactive) return job;
      if (longest === undefined || job.characters > longest.characters) longest = job;
    }
    return longest;
  }

  *#inOrder(): Iterable<Job> {
    for (let at = this.#first; at < this.#jobs.length; at++) yield this.#jobs[at] as Job;
  }

  /** Without moving the others: a plan takes hundreds of thousands, one after the other. */
  #takeFirst(): void {
    this.#first++;
    if (this.#first < 1_000 || this.#first < this.length) return;
    this.#jobs = this.#jobs.slice(this.#first);
    this.#first = 0;
  }

  /** Behind all that go before it, or stand at the same place. */
  #placeOf(job: Job): number {
    let [low, high] = [this.#first, this.#jobs.length];
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
