import type { Failure } from '@audiobook/model/failure';
import type { Budget } from '@audiobook/model/workspace-settings';
import type { Job, Order } from '../job.ts';
import type { CharactersLeft } from '../run-progress.ts';
import type { Slot } from '../slot.ts';
import { budgetSpent, unpriced } from './budget-failures.ts';
import { type Limit, limitsOf } from './limits.ts';
import { Money, type MoneyOptions } from './money.ts';
import { Purse } from './purse.ts';
import { payerOf } from './slot-account.ts';
import type { Payer } from './stake.ts';

export interface BudgetsOptions extends MoneyOptions {
  slots: () => readonly Slot[];
  /** What a run has yet to speak, of all its books or of one. */
  charactersLeft: (run: string, book?: string) => CharactersLeft;
  /** Takes out what waits and may not be begun. */
  refuse: (isRefused: (order: Order) => boolean, failure: Failure) => void;
}

/** What may not be begun any more, and why. */
interface Stop {
  run: string;
  book?: string;
  engine?: string;
  failure: Failure;
}

/** How often it is counted for clients that ask for segments, in milliseconds. */
const countMs = 100;

/**
 * Says when a run's money is spent: what it was charged with, what is under way for it, and what its slots will
 * still cost until they end by themselves.
 */
export class Budgets {
  readonly #options: BudgetsOptions;
  /** By run. */
  readonly #budgets = new Map<string, Budget>();
  #stops: Stop[] = [];
  readonly #money: Money;
  /** When slots were last left closed for want of money. */
  readonly #deniedAt = new Map<string, number>();
  /** When a run's money was last counted for a client that asked. */
  readonly #countedAt = new Map<string, number>();

  constructor(options: BudgetsOptions) {
    this.#options = options;
    this.#money = new Money(options);
  }

  /** What a run may spend from now on. */
  limit(run: string, budget: Budget | undefined): void {
    if (budget !== undefined && Object.keys(budget).length > 0) this.#budgets.set(run, budget);
  }

  /** The same for one that never ends: what stopped it is looked at anew. */
  renew(run: string, budget: Budget): void {
    this.#budgets.delete(run);
    this.limit(run, budget);
    this.#stops = this.#stops.filter((stop) => stop.run !== run);
  }

  /** Why a run may have nothing spoken for a book by an engine, if so. */
  refusal(payer: Payer, engine: string): Failure | undefined {
    if (!this.#budgets.has(payer.run)) return undefined;
    const stopped = this.#stops.find((stop) => isOf(stop, payer, engine));
    if (stopped !== undefined) return stopped.failure;
    const paid = this.#options.slots().filter(({ plan }) => plan.engine === engine);
    const free = paid.find((slot) => isUnpriced(slot));
    if (free !== undefined) this.#stop({ run: payer.run, engine, failure: unpriced(free.plan) });
    else if (this.#isDue(payer)) this.#stopIfSpent(payer);
    return this.#stops.find((stop) => isOf(stop, payer, engine))?.failure;
  }

  /** Whether a slot may speak a segment; if not, all that may not be begun has been taken out. */
  mayBegin(slot: Slot, job: Job): boolean {
    const payer = payerOf(job);
    if (!this.#budgets.has(payer.run)) return true;
    let stop = this.#stops.find((one) => isOf(one, payer, job.engine));
    if (stop !== undefined) this.#refuse(stop);
    else if (isUnpriced(slot)) {
      stop = { run: payer.run, engine: job.engine, failure: unpriced(slot.plan) };
      this.#stop(stop);
    } else stop = this.#stopIfSpent(payer, { slot, characters: job.characters });
    return stop === undefined;
  }

  /** Which of these idle slots may be opened for a segment. Where none may, and none is open, the run is stopped. */
  mayWake(slots: readonly Slot[], job: Job): readonly Slot[] {
    const payer = payerOf(job);
    if (!this.#budgets.has(payer.run)) return slots;
    // One is asked for thousands of segments at a time, and nothing has changed since.
    const { now } = this.#options.ledger;
    const name = JSON.stringify([payer, job.engine, job.model]);
    const open = this.#options.slots().filter((slot) => isOpenFor(slot, job));
    if (open.length > 0 && now - (this.#deniedAt.get(name) ?? 0) < countMs) return [];
    const purses = this.#limitsOf(payer).map((limit) => {
      const { run, book } = payer;
      const charactersLeft = this.#options.charactersLeft(
        run,
        limit.scope === 'book' ? book : undefined,
      );
      return new Purse({ money: this.#money, limit, job, open, charactersLeft });
    });
    const chosen: Slot[] = [];
    for (const slot of slots) {
      if (isUnpriced(slot) || !purses.every((purse) => purse.reachesFor(slot))) continue;
      for (const purse of purses) purse.take(slot);
      chosen.push(slot);
    }
    if (chosen.length < slots.length) this.#deniedAt.set(name, now);
    if (chosen.length === 0 && open.length === 0) this.#stopUnopened(slots, job, purses);
    return chosen;
  }

  /** Stops the runs that need a slot which was found meanwhile, and has no price. */
  changed(slot: Slot): void {
    if (!isUnpriced(slot)) return;
    for (const stake of this.#options.ledger.stakes) {
      const { run } = stake;
      const { engine } = slot.plan;
      const isStopped = this.#stops.some((stop) => isOf(stop, stake, engine));
      if (!this.#budgets.has(run) || isStopped || !stake.needs(slot)) continue;
      this.#stop({ run, engine, failure: unpriced(slot.plan) });
    }
  }

  /** Stops the runs whose money was spent meanwhile. */
  check(): void {
    for (const stake of this.#options.ledger.stakes) {
      if (!stake.isStopped && this.#budgets.has(stake.run)) this.#stopIfSpent(stake);
    }
  }

  /** A client asks for thousands of segments at a time. */
  #isDue({ run, book }: Payer): boolean {
    const { now } = this.#options.ledger;
    const name = `${run}\0${book}`;
    if (now - (this.#countedAt.get(name) ?? 0) < countMs) return false;
    this.#countedAt.set(name, now);
    return true;
  }

  #stopIfSpent(payer: Payer, next?: { slot: Slot; characters: number }): Stop | undefined {
    for (const limit of this.#limitsOf(payer)) {
      const spent = this.#money.spent(limit, next);
      const { cost, kept, underWay } = spent;
      if (cost + kept + underWay < limit.dollars) continue;
      const { run, book } = payer;
      const failure = budgetSpent(limit.scope, limit.dollars, spent, book);
      const stop = { run, ...(limit.scope === 'book' && { book }), failure };
      this.#stop(stop);
      return stop;
    }
    return undefined;
  }

  #stopUnopened(slots: readonly Slot[], job: Job, purses: readonly Purse[]): void {
    const payer = payerOf(job);
    const unpricedSlot = slots.find(isUnpriced);
    if (unpricedSlot !== undefined) {
      const { run } = payer;
      this.#stop({ run, engine: job.engine, failure: unpriced(unpricedSlot.plan) });
      return;
    }
    const short = purses.flatMap(({ limit, left }) => {
      const costs = slots.map((slot) => this.#money.needed(slot, job, limit, true));
      const opening = Math.min(...costs);
      return opening >= left ? [{ limit, opening }] : [];
    });
    const [first] = short;
    if (first === undefined) return;
    const { limit, opening } = first;
    const spent = { ...this.#money.spent(limit), opening };
    const failure = budgetSpent(limit.scope, limit.dollars, spent, payer.book);
    this.#stop({ run: payer.run, ...(limit.scope === 'book' && { book: payer.book }), failure });
  }

  #limitsOf(payer: Payer): Limit[] {
    return limitsOf(payer, this.#budgets.get(payer.run) ?? {}, this.#options.ledger.now);
  }

  #stop(stop: Stop): void {
    this.#stops = [...this.#stops, stop];
    for (const stake of this.#options.ledger.stakes) {
      if (stop.engine === undefined && isOf(stop, stake, '')) stake.isStopped = true;
    }
    this.#refuse(stop);
  }

  #refuse(stop: Stop): void {
    this.#options.refuse((order) => isOf(stop, payerOf(order), order.engine), stop.failure);
  }
}

function isOf(stop: Stop, { run, book }: Payer, engine: string): boolean {
  const isBook = stop.book === undefined || stop.book === book;
  return stop.run === run && isBook && (stop.engine === undefined || stop.engine === engine);
}

/** Whether a slot is, or will be, there for a segment. */
function isOpenFor({ plan, model, state }: Slot, job: Job): boolean {
  const mayHaveIt = model === '' || model === job.model;
  return plan.engine === job.engine && mayHaveIt && state !== 'idle' && state !== 'refused';
}

/** Whether nobody can say what a slot costs. */
function isUnpriced({ plan }: Slot): boolean {
  return plan.pricePerHour === undefined && plan.isEmbedded !== true;
}
