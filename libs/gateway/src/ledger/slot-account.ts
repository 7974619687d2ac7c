import type { Job, Order } from '../job.ts';
import type { Slot } from '../slot.ts';
import { noBook, type Payer, type Stake } from './stake.ts';

/** What a slot's time goes to; `none`: it costs nobody anything. */
type Use = 'none' | 'load' | 'speaking' | 'idle';

/** A part of a slot's time, and who pays for it. Times in milliseconds since the epoch. */
export interface Charge {
  payer: Payer;
  use: Exclude<Use, 'none'>;
  seconds: number;
  from: number;
  until: number;
}

interface Share {
  payer: Payer;
  /** In proportion to those of the others. */
  weight: number;
}

const nobody: Payer = { run: noBook, book: noBook };

/**
 * Divides one slot's time among those who have it.
 *
 * One that starts for runs is held from its wake to its release, and left warm for `warmSeconds` after its last
 * use; others are held while some client needs them. What is under way pays by its characters, waiting is paid
 * by those who need the slot, and by whoever had it last when nobody does.
 */
export class SlotAccount {
  readonly slot: Slot;
  readonly underWay = new Set<Job>();
  #use: Use = 'none';
  #shares: Share[] = [];
  #last: Payer | undefined;
  /** When the last look was. */
  #at: number;
  /** Since when it has been loading. */
  #openedAt: number | undefined;
  /** When it was last ready or spoke; undefined before. */
  #usedAt: number | undefined;

  constructor(slot: Slot, now: number) {
    this.slot = slot;
    this.#at = now;
  }

  get pricePerHour(): number {
    return this.slot.plan.pricePerHour ?? 0;
  }

  /** Divides the time since the last look by what the slot did then, and sees what it does now. */
  look(now: number, stakes: Iterable<Stake>): Charge[] {
    const charges = this.#charges(now);
    this.#at = Math.max(now, this.#at);
    const isSpeaking = this.underWay.size > 0;
    const needing = isSpeaking ? [] : [...stakes].filter((stake) => stake.needs(this.slot));
    this.#use = this.#useNow(now, needing.length > 0);
    this.#openedAt = this.#use === 'load' ? (this.#openedAt ?? now) : undefined;
    this.#shares = this.#sharesNow(needing);
    if (this.#use !== 'none') this.#last = this.#shares[0]?.payer;
    return charges;
  }

  /** It is ready since now, or was used until now. */
  used(now: number): void {
    this.#usedAt = now;
  }

  /** For how long it has been loading, in seconds. */
  loadedSeconds(now: number): number {
    return this.#openedAt === undefined ? 0 : (now - this.#openedAt) / 1_000;
  }

  /** Until when it stays, and costs, if nobody uses it any more; undefined where it costs nothing then. */
  warmUntil(now: number): number | undefined {
    const { plan, state } = this.slot;
    if (!plan.onDemand || state === 'idle' || this.#use === 'none') return undefined;
    if (this.#use === 'load' || this.underWay.size > 0) return now + this.#warmMs;
    return this.#usedAt === undefined ? undefined : this.#usedAt + this.#warmMs;
  }

  /** Who pays while nobody uses it. */
  get heir(): Payer | undefined {
    return this.#last;
  }

  /** The part of its present time that payers have that are `chosen`; 0 to 1. */
  shareOf(chosen: (payer: Payer) => boolean): number {
    const total = this.#shares.reduce((sum, { weight }) => sum + weight, 0);
    const theirs = this.#shares.filter(({ payer }) => chosen(payer));
    return total === 0 ? 0 : theirs.reduce((sum, { weight }) => sum + weight, 0) / total;
  }

  get #warmMs(): number {
    return (this.slot.plan.warmSeconds ?? 0) * 1_000;
  }

  #charges(now: number): Charge[] {
    const use = this.#use;
    if (use === 'none') return [];
    const from = this.#at;
    // A runner that nobody has used for so long has ended by itself.
    const end = use === 'idle' ? (this.warmUntil(now) ?? now) : now;
    const until = Math.min(now, Math.max(end, from));
    if (until <= from) return [];
    const total = this.#shares.reduce((sum, { weight }) => sum + weight, 0);
    return this.#shares.map(({ payer, weight }) => ({
      ...{ payer, use, from, until },
      seconds: (((until - from) / 1_000) * weight) / total,
    }));
  }

  #useNow(now: number, isNeeded: boolean): Use {
    if (this.underWay.size > 0) return 'speaking';
    const { plan, state } = this.slot;
    if (state === 'idle') return 'none';
    const isHeld = plan.onDemand ? !this.#hasCooled(now, isNeeded) : isNeeded;
    if (!isHeld) return 'none';
    return state === 'opening' ? 'load' : 'idle';
  }

  /** Whether what was started has ended for want of use, or never came up and is not needed. */
  #hasCooled(now: number, isNeeded: boolean): boolean {
    if (this.slot.state === 'opening') return false;
    if (this.#usedAt === undefined) return this.slot.state !== 'ready' && !isNeeded;
    return now >= this.#usedAt + this.#warmMs;
  }

  #sharesNow(needing: readonly Stake[]): Share[] {
    if (this.underWay.size > 0) {
      const shares = new Map<string, Share>();
      for (const job of this.underWay) {
        const payer = payerOf(job);
        const name = `${payer.run}\0${payer.book}`;
        const before = shares.get(name)?.weight ?? 0;
        shares.set(name, { payer, weight: before + job.characters });
      }
      return [...shares.values()];
    }
    const pairs = new Map(needing.map((stake) => [`${stake.run}\0${stake.book}`, stake]));
    if (pairs.size === 0) return [{ payer: this.#last ?? nobody, weight: 1 }];
    const ofRun = Map.groupBy(pairs.values(), ({ run }) => run);
    return [...pairs.values()].map(({ run, book }) => ({
      payer: { run, book },
      weight: 1 / (ofRun.get(run)?.length ?? 1),
    }));
  }
}

export function payerOf({ client, book }: Pick<Order, 'client' | 'book'>): Payer {
  return { run: client, book: book ?? noBook };
}
