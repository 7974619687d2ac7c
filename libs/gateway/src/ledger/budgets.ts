import type { Failure } from '@audiobook/model/failure';
import type { LedgerEntry } from '@audiobook/model/ledger';
import { spentOf } from '@audiobook/model/spent';
import type { Budget } from '@audiobook/model/workspace-settings';
import type { Job, Order } from '../job.ts';
import type { Slot } from '../slot.ts';
import { budgetSpent, type SpentMoney, unpriced } from './budget-failures.ts';
import type { Ledger } from './ledger.ts';
import { type Counted, PastSpending } from './past-spending.ts';
import { payerOf } from './slot-account.ts';
import { noBook, type Payer } from './stake.ts';

export interface BudgetsOptions {
  ledger: Ledger;
  /** What other gateways of the workspace have spent. */
  others: () => LedgerEntry[];
  slots: () => readonly Slot[];
  /** Characters a second of one row of a slot that has not spoken yet, if that was ever measured. */
  rowSpeed: (slot: Slot) => number | undefined;
  /** Takes out what waits and may not be begun. */
  refuse: (isRefused: (order: Order) => boolean, failure: Failure) => void;
}

/** What a limit is of. */
export type Scope = keyof Budget;

/** A limit, and what counts against it. */
interface Limit extends Counted {
  scope: Scope;
  dollars: number;
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
  readonly #past: PastSpending;
  /** When a run's money was last counted for a client that asked. */
  readonly #countedAt = new Map<string, number>();

  constructor(options: BudgetsOptions) {
    this.#options = options;
    this.#past = new PastSpending(options.ledger, options.others);
  }

  /** What a run may spend from now on. */
  limit(run: string, budget: Budget | undefined): void {
    if (budget !== undefined && Object.keys(budget).length > 0) this.#budgets.set(run, budget);
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
      const spent = this.#spent(limit, next);
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

  #limitsOf({ run, book }: Payer): Limit[] {
    const budget = this.#budgets.get(run) ?? {};
    const now = new Date(this.#options.ledger.now);
    const limits: Limit[] = [];
    if (budget.run !== undefined) {
      limits.push({
        ...{ scope: 'run', name: `run ${run}`, dollars: budget.run },
        chosen: (payer) => payer.run === run,
      });
    }
    if (budget.book !== undefined && book !== noBook) {
      limits.push({
        ...{ scope: 'book', name: `book ${book}`, dollars: budget.book },
        chosen: (payer) => payer.book === book,
      });
    }
    if (budget.month !== undefined) {
      const since = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
      limits.push({
        ...{ scope: 'month', name: `month ${since}`, dollars: budget.month, since },
        chosen: () => true,
      });
    }
    return limits;
  }

  #spent(limit: Limit, next?: { slot: Slot; characters: number }): SpentMoney {
    const { ledger } = this.#options;
    const { chosen, since } = limit;
    ledger.look();
    const past = this.#past.sum(limit);
    // Its own warm slots are looked at below: whoever may have to pay for them is to keep enough.
    const own = spentOf(ledger.charged, ledger.now, {
      chosen,
      ...(since !== undefined && { since }),
    });
    let { warmCost: kept } = past;
    let underWay = 0;
    for (const account of ledger.accounts) {
      const { slot, pricePerHour, heir } = account;
      const perSecond = pricePerHour / 3_600;
      const isNext = next?.slot === slot;
      const share = isNext && slot.segments === 0 ? 1 : account.shareOf(chosen);
      if (share === 0 && !(heir && chosen(heir))) continue;
      const until = account.warmUntil(ledger.now) ?? ledger.now;
      kept += (Math.max(0, until - ledger.now) / 1_000) * perSecond;
      const speed = this.#options.rowSpeed(slot);
      underWay += share * perSecond * slot.secondsLeft(speed, isNext ? next.characters : 0);
    }
    return {
      cost: past.cost + own.cost,
      loadSeconds: past.loadSeconds + own.loadSeconds,
      speakingSeconds: past.speakingSeconds + own.speakingSeconds,
      idleSeconds: past.idleSeconds + own.idleSeconds,
      ...{ kept, underWay },
    };
  }
}

function isOf(stop: Stop, { run, book }: Payer, engine: string): boolean {
  const isBook = stop.book === undefined || stop.book === book;
  return stop.run === run && isBook && (stop.engine === undefined || stop.engine === engine);
}

/** Whether nobody can say what a slot costs. */
function isUnpriced({ plan }: Slot): boolean {
  return plan.pricePerHour === undefined && plan.isEmbedded !== true;
}
