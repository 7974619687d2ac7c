import { Sharing } from '@audiobook/sharing/sharing';
import type { Job } from './job.ts';
import type { Slot } from './slot.ts';

/** The segments that wait for a slot. */
export class WaitingJobs {
  readonly #all = new Set<Job>();
  readonly #sharing = new Sharing<Job>();

  /** Those that wait now, in the order in which they came. */
  get all(): Job[] {
    return [...this.#all];
  }

  add(job: Job): void {
    job.state = 'waiting';
    this.#all.add(job);
    this.#sharing.add(job);
  }

  take(job: Job): void {
    this.#all.delete(job);
    this.#sharing.remove(job);
  }

  /** Takes the segment out that `slot`, one of `ready`, should have now; nothing if it should have none. */
  next(slot: Slot, ready: readonly Slot[]): Job | undefined {
    const job = this.#sharing.next(slot, ready);
    if (job !== undefined) this.#all.delete(job);
    return job;
  }

  /** How many wait for a model. */
  count(model: string): number {
    return this.#sharing.waiting(model);
  }

  /** Whether one waits that a slot may speak. */
  someFor({ plan, model }: Slot): boolean {
    for (const job of this.#all) {
      if (job.engine === plan.engine && (model === '' || job.model === model)) return true;
    }
    return false;
  }
}
