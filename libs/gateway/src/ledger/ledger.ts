import type { SpokenSegment } from '@audiobook/engines/speech-engine';
import { bytesOf } from '@audiobook/engines/speech-spool';
import type { LedgerEntry, LedgerSlot } from '@audiobook/model/ledger';
import type { Job } from '../job.ts';
import type { Slot } from '../slot.ts';
import { type Charge, payerOf, SlotAccount } from './slot-account.ts';
import { type Payer, Stake } from './stake.ts';

interface OwnEntry extends Payer {
  slots: Map<Slot, LedgerSlot>;
}

/** Adds up what a gateway's slots cost each run and book. */
export class Ledger {
  readonly stakes = new Set<Stake>();
  readonly #accounts = new Map<Slot, SlotAccount>();
  readonly #entries = new Map<string, OwnEntry>();
  readonly #now: () => number;
  /** Counts the changes of what `entries` gives. */
  changes = 0;
  /** Counts the rows of what `entries` gives. */
  rows = 0;

  /** @param now Milliseconds since the epoch; never goes back. */
  constructor(now: () => number = () => performance.timeOrigin + performance.now()) {
    this.#now = now;
  }

  get now(): number {
    return this.#now();
  }

  get accounts(): Iterable<SlotAccount> {
    return this.#accounts.values();
  }

  join(payer: Payer): Stake {
    const stake = new Stake(payer);
    this.stakes.add(stake);
    return stake;
  }

  /** What its slots did until now is divided with it, and what comes without. */
  leave(stake: Stake): void {
    this.look();
    this.stakes.delete(stake);
    this.look();
  }

  /** Sees what all slots are doing; called every second, and before the numbers matter. */
  look(): void {
    for (const [slot, account] of this.#accounts) {
      this.#look(account);
      if (slot.leaving.signal.aborted && account.underWay.size === 0) this.#accounts.delete(slot);
    }
  }

  /** A slot has become something else. */
  changed(slot: Slot): void {
    const account = this.#accountOf(slot);
    this.#look(account);
    if (slot.state !== 'ready') return;
    account.used(this.now);
    this.#look(account);
  }

  began(slot: Slot, job: Job): void {
    const account = this.#accountOf(slot);
    account.underWay.add(job);
    this.#look(account);
  }

  /** @param spoken What came of it, if anything; it counts unless nobody wanted it any more. */
  ended(slot: Slot, job: Job, spoken: SpokenSegment | undefined): void {
    const account = this.#accountOf(slot);
    account.underWay.delete(job);
    account.used(this.now);
    this.#look(account);
    if (spoken === undefined || job.state !== 'under way') return;
    const row = this.#rowOf(payerOf(job), slot, this.now);
    row.segments++;
    row.characters += job.characters;
    row.audioSeconds += bytesOf(spoken) / 2 / spoken.sampleRate;
  }

  /** What was spent until the last look. A slot that stays warm is so for one payer. */
  entries({ leaveWarm = true } = {}): LedgerEntry[] {
    const warm = new Map<LedgerSlot, number>();
    for (const account of leaveWarm ? this.accounts : []) {
      const { heir } = account;
      const until = account.warmUntil(this.now);
      const row = heir && this.#entries.get(nameOf(heir))?.slots.get(account.slot);
      if (row !== undefined && until !== undefined) warm.set(row, until);
    }
    return [...this.#entries.values()].map(({ run, book, slots }) => ({
      ...{ book, run },
      slots: [...slots.values()].map((row) => rounded(row, warm.get(row))),
    }));
  }

  /** What was spent until the last look, for adding up: no warm times, and nothing rounded. */
  get charged(): LedgerEntry[] {
    return [...this.#entries.values()].map(({ run, book, slots }) => ({
      ...{ book, run },
      slots: [...slots.values()],
    }));
  }

  #accountOf(slot: Slot): SlotAccount {
    let account = this.#accounts.get(slot);
    if (account === undefined) {
      account = new SlotAccount(slot, this.now);
      this.#accounts.set(slot, account);
    }
    return account;
  }

  #look(account: SlotAccount): void {
    for (const charge of account.look(this.now, this.stakes)) this.#charge(account.slot, charge);
  }

  #charge(slot: Slot, { payer, use, seconds, from, until }: Charge): void {
    const row = this.#rowOf(payer, slot, from);
    row[`${use}Seconds`] += seconds;
    row.until = new Date(until).toISOString();
  }

  #rowOf(payer: Payer, slot: Slot, from: number): LedgerSlot {
    this.changes++;
    const entry = this.#entries.get(nameOf(payer)) ?? { ...payer, slots: new Map() };
    this.#entries.set(nameOf(payer), entry);
    let row = entry.slots.get(slot);
    if (row === undefined) {
      row = emptyRow(slot, new Date(from).toISOString());
      entry.slots.set(slot, row);
      this.rows++;
    }
    return row;
  }
}

function nameOf({ run, book }: Payer): string {
  return `${run}\0${book}`;
}

function emptyRow({ plan }: Slot, at: string): LedgerSlot {
  return {
    ...{ slot: plan.name, engine: plan.engine, device: plan.device },
    pricePerHour: plan.pricePerHour ?? 0,
    ...{ loadSeconds: 0, speakingSeconds: 0, idleSeconds: 0 },
    ...{ segments: 0, characters: 0, audioSeconds: 0 },
    ...{ from: at, until: at },
  };
}

function rounded(row: LedgerSlot, warmUntil: number | undefined): LedgerSlot {
  const toMilliseconds = (seconds: number) => Math.round(seconds * 1_000) / 1_000;
  return {
    ...row,
    loadSeconds: toMilliseconds(row.loadSeconds),
    speakingSeconds: toMilliseconds(row.speakingSeconds),
    idleSeconds: toMilliseconds(row.idleSeconds),
    audioSeconds: toMilliseconds(row.audioSeconds),
    ...(warmUntil !== undefined && { warmUntil: new Date(warmUntil).toISOString() }),
  };
}
