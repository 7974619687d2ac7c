import { spentOf } from '@audiobook/ledger/spent';
import type { LedgerEntry } from '@audiobook/model/ledger';
import type { Job } from '../job.ts';
import type { Slot } from '../slot.ts';
import type { SpentMoney } from './budget-failures.ts';
import type { Ledger } from './ledger.ts';
import type { Limit } from './limits.ts';
import { PastSpending } from './past-spending.ts';

export interface MoneyOptions {
  ledger: Ledger;
  /** What other gateways of the workspace have spent. */
  others: () => LedgerEntry[];
  /** Characters a second of one row of a slot that has not spoken yet, if that was ever measured. */
  rowSpeed: (slot: Slot) => number | undefined;
  /** The same of all that it speaks at the same time. */
  speed: (slot: Slot) => number | undefined;
  /** What its engine takes to load, in seconds, if that was ever measured. */
  loadSeconds: (slot: Slot) => number | undefined;
}

/** What further slots are taken to load for, in seconds, as long as none has loaded. */
const unknownLoadSeconds = 60;

/** What was spent against a limit, and what slots will need. */
export class Money {
  readonly #options: MoneyOptions;
  readonly #past: PastSpending;

  constructor(options: MoneyOptions) {
    this.#options = options;
    this.#past = new PastSpending(options.ledger, options.others);
  }

  /** With `next`, that segment counts as under way too. */
  spent(limit: Limit, next?: { slot: Slot; characters: number }): SpentMoney {
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

  /** Dollars to open a slot, speak a segment, and leave it warm; less what is kept for its warmth already. */
  needed(slot: Slot, job: Job, limit: Limit, isFirst: boolean): number {
    const { plan } = slot;
    const warm = this.#past.warmthOf(slot, limit);
    const load = this.#options.loadSeconds(slot) ?? (isFirst ? 0 : unknownLoadSeconds);
    const seconds = (warm.isWarm ? 0 : load) + this.#segmentSeconds(slot, job);
    const perSecond = (plan.pricePerHour ?? 0) / 3_600;
    return (seconds + (plan.warmSeconds ?? 0)) * perSecond - warm.kept;
  }

  /** Dollars that a slot which is being opened needs beyond its warm time. */
  toCome(slot: Slot, job: Job): number {
    if (slot.state !== 'opening' || !slot.plan.onDemand) return 0;
    const { ledger } = this.#options;
    const account = [...ledger.accounts].find((one) => one.slot === slot);
    const load = this.#options.loadSeconds(slot) ?? 0;
    const rest = Math.max(0, load - (account?.loadedSeconds(ledger.now) ?? 0));
    return ((rest + this.#segmentSeconds(slot, job)) * (slot.plan.pricePerHour ?? 0)) / 3_600;
  }

  /** Dollars that a slot takes to speak so many characters; undefined while nobody knows how fast such a slot is. */
  toSpeak(slot: Slot, characters: number): number | undefined {
    const speed = this.#options.speed(slot);
    return speed && ((characters / speed) * (slot.plan.pricePerHour ?? 0)) / 3_600;
  }

  #segmentSeconds(slot: Slot, { characters }: Job): number {
    const speed = this.#options.rowSpeed(slot);
    return speed === undefined ? 0 : characters / speed;
  }
}
