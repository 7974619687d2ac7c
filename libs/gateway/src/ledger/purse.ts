import type { Job } from '../job.ts';
import type { Slot } from '../slot.ts';
import { sum } from '../sum.ts';
import type { Limit } from './limits.ts';
import type { Money } from './money.ts';

/** What a purse is for. */
export interface PurseOptions {
  money: Money;
  limit: Limit;
  /** The segment for which slots are opened. */
  job: Job;
  /** The slots that are, or will be, there for it. */
  open: readonly Slot[];
  /** Characters that the run has yet to speak; undefined as long as nobody knows. */
  charactersLeft: number | undefined;
}

/** So much more than foretold the rest of a run may cost: slots are slower at times. */
const caution = 1.1;

/** Of money that does not last to the end of the run, so much may go into opening slots and their warm time. */
const shareOfOpening = 0.2;

/** What a limit leaves for opening slots, in dollars. */
export class Purse {
  readonly limit: Limit;
  readonly #options: PurseOptions;
  readonly #unspent: number;
  #left: number;
  /** Taken from what is unspent, and not for speaking. */
  #forOpening: number;
  #open: number;

  constructor(options: PurseOptions) {
    const { money, limit, job, open } = options;
    const { cost, kept, underWay } = money.spent(limit);
    this.#options = options;
    this.limit = limit;
    this.#open = open.length;
    this.#unspent = limit.dollars - cost;
    this.#forOpening = kept + sum(open.map((slot) => money.toCome(slot, job)));
    this.#left = this.#unspent - underWay - this.#forOpening;
  }

  get left(): number {
    return this.#left;
  }

  /**
   * Whether a slot may be opened: the first if it can be loaded, speak a segment, and stay warm until it ends by
   * itself; a further one if the rest of the run can be paid all the same. Where it can't be either way, a further
   * one may take a small share.
   */
  reachesFor(slot: Slot): boolean {
    const needed = this.#needed(slot);
    if (needed >= this.#left) return false;
    if (this.#open === 0 || needed <= 0) return true;
    const { money, charactersLeft } = this.#options;
    if (charactersLeft === undefined) return false;
    const rest = caution * money.toSpeak(slot, charactersLeft);
    if (this.#left >= rest) return this.#left - needed >= rest;
    return this.#forOpening + needed < shareOfOpening * this.#unspent;
  }

  /** A slot is opened. */
  take(slot: Slot): void {
    const needed = this.#needed(slot);
    this.#left -= needed;
    this.#forOpening += needed;
    this.#open++;
  }

  #needed(slot: Slot): number {
    const { money, job, limit } = this.#options;
    return money.needed(slot, job, limit, this.#open === 0);
  }
}
