/** What the gateway's slots cost, how fast they were, and whether there is money for more. */

import type { SpokenSegment } from '@audiobook/engines/speech-engine';
import { bytesOf } from '@audiobook/engines/speech-spool';
import type { Failure } from '@audiobook/model/failure';
import type { Budget } from '@audiobook/model/workspace-settings';
import type { Job } from '../job.ts';
import type { Slot } from '../slot.ts';
import { Budgets, type BudgetsOptions } from './budgets.ts';
import { Ledger } from './ledger.ts';
import { LedgerFiles } from './ledger-files.ts';
import { noBook, type Stake } from './stake.ts';
import { ThroughputRecord } from './throughput-record.ts';

/** What slots tell of their work, and ask before they begin it. */
export interface SlotBooks {
  /** A slot has become something, even what it was. */
  changed(slot: Slot): void;
  /** Which of these slots, none of them open, may be opened for a segment; what has none at all has been taken out. */
  mayWake(slots: readonly Slot[], job: Job): readonly Slot[];
  /** Whether a slot may speak a segment; if not, all that may not be begun has been taken out. */
  mayBegin(slot: Slot, job: Job): boolean;
  began(slot: Slot, job: Job): void;
  /** @param seconds Of the batch's time; undefined where nothing can be said of them. */
  ended(slot: Slot, job: Job, spoken: SpokenSegment | undefined, seconds: number | undefined): void;
}

export interface BookkeepingOptions
  extends Pick<BudgetsOptions, 'slots' | 'charactersLeft' | 'refuse'> {
  workspace: string;
  log: (line: string) => void;
}

/** A client, as the books know it. */
export interface Account {
  /** Says that a client needs an engine's model, or why it may not have it. */
  ask(engine: string, model: string): Failure | undefined;
  /** Settled when what it was charged with is written, so that whoever reads the ledger then finds all of it. */
  leave(): Promise<void>;
}

/** How often files are written while something changes, in milliseconds. */
const writeMs = 2_000;

export class Bookkeeping implements SlotBooks {
  readonly #ledger = new Ledger();
  readonly #budgets: Budgets;
  readonly #files: LedgerFiles;
  readonly #throughput: ThroughputRecord;
  readonly #log: (line: string) => void;
  #writing = Promise.resolve();
  #writtenAt = 0;
  #written = 0;
  #trouble = '';

  constructor({ workspace, log, slots, charactersLeft, refuse }: BookkeepingOptions) {
    this.#log = log;
    this.#files = new LedgerFiles(workspace);
    this.#throughput = new ThroughputRecord(workspace, log);
    this.#budgets = new Budgets({
      ...{ ledger: this.#ledger, slots, charactersLeft, refuse },
      others: () => this.#files.others(),
      rowSpeed: (slot) => this.#throughput.rowSpeed(slot),
      speed: (slot) => this.#throughput.speed(slot),
      loadSeconds: (slot) => this.#throughput.loadSeconds(slot),
    });
  }

  join(run: string, book: string = noBook, budget?: Budget): Account {
    this.#budgets.limit(run, budget);
    const stake: Stake = this.#ledger.join({ run, book });
    return {
      ask: (engine, model) => {
        const refusal = this.#budgets.refusal(stake, engine);
        if (refusal === undefined) stake.wants(engine, model);
        return refusal;
      },
      leave: () => {
        this.#ledger.leave(stake);
        return this.#write();
      },
    };
  }

  /** Says what somebody may spend from now on who never ends, such as those who call over HTTP. */
  renew(run: string, budget: Budget): void {
    this.#budgets.renew(run, budget);
  }

  changed(slot: Slot): void {
    this.#ledger.changed(slot);
    this.#throughput.changed(slot);
    this.#budgets.changed(slot);
  }

  mayWake(slots: readonly Slot[], job: Job): readonly Slot[] {
    return this.#budgets.mayWake(slots, job);
  }

  mayBegin(slot: Slot, job: Job): boolean {
    return this.#budgets.mayBegin(slot, job);
  }

  began(slot: Slot, job: Job): void {
    this.#ledger.began(slot, job);
  }

  ended(slot: Slot, job: Job, spoken: SpokenSegment | undefined, seconds: number | undefined) {
    this.#ledger.ended(slot, job, spoken);
    if (spoken === undefined || seconds === undefined) return;
    const audioSeconds = bytesOf(spoken) / 2 / spoken.sampleRate;
    this.#throughput.spoke(slot, { characters: job.characters, seconds, audioSeconds });
  }

  /** Called every second. */
  tick(): void {
    this.#ledger.look();
    this.#budgets.check();
    const isDue = performance.now() - this.#writtenAt > writeMs;
    if (isDue && this.#ledger.changes !== this.#written) void this.#write();
  }

  /** Writes what there is to say, with the slots closed. */
  async close({ leaveWarm }: { leaveWarm: boolean }): Promise<void> {
    this.#ledger.look();
    await this.#write(leaveWarm);
  }

  /** One after the other, so that the last is what stays. */
  #write(leaveWarm = true): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      this.#writtenAt = performance.now();
      const { changes } = this.#ledger;
      try {
        await this.#files.write(this.#ledger.entries({ leaveWarm }));
        this.#written = changes;
        await this.#throughput.write();
        this.#trouble = '';
      } catch (error) {
        const { message } = error as Error;
        if (message !== this.#trouble) this.#log(`what was spent can't be written: ${message}`);
        this.#trouble = message;
      }
    });
    return this.#writing;
  }
}
