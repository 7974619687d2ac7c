import { caution } from '@audiobook/sharing/caution';
import type { Job } from '../job.ts';
import type { CharactersLeft } from '../run-progress.ts';
import type { Slot } from '../slot.ts';
import { sum } from '../sum.ts';
import type { Limit } from './limits.ts';
import type { Money } from './money.ts';

/** What a purse is for. */
export interface PurseOptions {
  money: Pick<Money, 'spent' | 'needed' | 'toCome' | 'toSpeak'>;
  limit: Limit;
  /** The segment for which slots are opened. */
  job: Job;
  /** The slots that are, or will be, there for it. */
  open: readonly Slot[];
  /** What is yet to be spoken within the limit. */
  charactersLeft: CharactersLeft;
}

/** Of money that does not last to the end of the run, so much may go into opening slots and their warm time. */
const shareOfOpening = 0.2;

/** What a limit leaves for opening slots, in dollars. */
export class Purse {
  readonly limit: Limit;
  readonly #options: PurseOptions;
  readonly #unspent: number;
  readonly #underWay: number;
  /** Taken from what is unspent, and not for speaking. */
  #forOpening: number;
  /** One that does not work may never: whoever has no other opens a first one. */
  #working: number;

  constructor(options: PurseOptions) {
    const { money, limit, job, open } = options;
    const { cost, kept, underWay } = money.spent(limit);
    this.#options = options;
    this.limit = limit;
    this.#working = open.filter(({ state }) => state !== 'resting').length;
    this.#unspent = limit.dollars - cost;
    this.#underWay = underWay;
    this.#forOpening = kept + sum(open.map((slot) => money.toCome(slot, job)));
  }

  get left(): number {
    return this.#unspent - this.#underWay - this.#forOpening;
  }

  /**
   * Whether a slot may be opened: the first if it can be loaded, speak a segment, and stay warm until it ends by
   * itself; a further one if the rest of the run can be paid all the same. Where it can't be either way, or nobody knows
   * what it comes to, further ones may take a small share.
   */
  reachesFor(slot: Slot): boolean {
    const needed = this.#needed(slot);
    if (needed >= this.left) return false;
    if (this.#working === 0 || needed <= 0) return true;
    if (this.#options.charactersLeft === 'coming') return false;
    const rest = this.#restOf(slot);
    if (rest !== undefined && this.left >= rest) return this.left - needed >= caution * rest;
    return this.#forOpening + needed < shareOfOpening * this.#unspent;
  }

  /** A slot is opened. */
  take(slot: Slot): void {
    this.#forOpening += this.#needed(slot);
    this.#working++;
  }

  #needed(slot: Slot): number {
    const { money, job, limit } = this.#options;
    return money.needed(slot, job, limit, this.#working === 0);
  }

  /** Dollars for what waits, if such slots speak it. */
  #restOf(slot: Slot): number | undefined {
    const { money, charactersLeft } = this.#options;
    const all =
      typeof charactersLeft === 'number' ? money.toSpeak(slot, charactersLeft) : undefined;
    return all && Math.max(0, all - this.#underWay);
  }
}
