import { identityOf, SlotUses } from '@audiobook/ledger/slot-uses';
import { type Spent, spentOf } from '@audiobook/ledger/spent';
import type { LedgerEntry } from '@audiobook/model/ledger';
import type { Slot } from '../slot.ts';
import { sum } from '../sum.ts';
import type { Ledger } from './ledger.ts';
import type { Payer } from './stake.ts';

/** Whose spending is added up, and from when on. */
export interface Counted {
  /** Unique to what is counted. */
  name: string;
  chosen: (payer: Payer) => boolean;
  /** In milliseconds since the epoch. */
  since?: number;
}

/** How often it is looked what other gateways have spent, in milliseconds. */
const lookMs = 2_000;

/**
 * What other gateways have spent, added up once a look: until the next one, what their slots have cost and what
 * is kept for them come to the same together.
 */
export class PastSpending {
  readonly #ledger: Ledger;
  readonly #read: () => LedgerEntry[];
  readonly #sums = new Map<string, Spent>();
  #entries: LedgerEntry[] = [];
  #uses: SlotUses | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** How many rows this gateway's ledger had: a new one may have taken up another's slot. */
  #rows = 0;

  constructor(ledger: Ledger, read: () => LedgerEntry[]) {
    this.#ledger = ledger;
    this.#read = read;
  }

  sum({ name, chosen, since }: Counted): Spent {
    this.#look();
    let known = this.#sums.get(name);
    if (known === undefined) {
      const { now, charged } = this.#ledger;
      this.#uses ??= new SlotUses([...this.#entries, ...charged]);
      const options = { chosen, uses: this.#uses, ...(since !== undefined && { since }) };
      known = spentOf(this.#entries, now, options);
      this.#sums.set(name, known);
    }
    return known;
  }

  /** Whether another gateway left a slot warm that nobody has taken up, and the dollars that are kept for it. */
  warmthOf({ plan }: Slot, counted: Counted): { isWarm: boolean; kept: number } {
    const { name, engine, device } = plan;
    const identity = identityOf({ slot: name, engine, device });
    const keptOf = ({ slots }: Spent) =>
      sum(slots.map((slot) => (identityOf(slot) === identity ? slot.warmCost : 0)));
    const all = this.sum({ name: 'all', chosen: () => true });
    return { isWarm: keptOf(all) > 0, kept: keptOf(this.sum(counted)) };
  }

  #look(): void {
    const { now, rows } = this.#ledger;
    const isDue = now - this.#lookedAt > lookMs;
    if (!isDue && rows === this.#rows) return;
    if (isDue) {
      this.#entries = this.#read();
      this.#lookedAt = now;
    }
    this.#rows = rows;
    this.#uses = undefined;
    this.#sums.clear();
  }
}
