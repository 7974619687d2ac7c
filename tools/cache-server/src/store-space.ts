import { describeCount } from '@audiobook/model/describe-count';
import { describeBytes } from './describe-bytes.ts';
import { type EntryKind, entryKinds } from './store/entry.ts';
import { type EntryStore, type ListedEntry, useGrainMs } from './store/entry-store.ts';

/** What was written or read within a day may still be needed by a run that is under way, in milliseconds. */
const protectedMs = 24 * 60 * 60 * 1_000 + useGrainMs;
/** Eviction goes on until so much of the limit is left over, so that it does not run for each upload. */
const lowWater = 0.9;
/** How long it is not looked again at what may go, in milliseconds. */
const patienceMs = 60_000;

/** The most of each kind, in bytes; what is not limited is never removed. */
export type SpaceLimits = Partial<Record<EntryKind, number>>;

/** Room for an entry that is coming in. */
export interface Reservation {
  /** Makes the room, when the entry has come whole. False where it can't be made any more. */
  make(): Promise<boolean>;
  /** Says what became of it. */
  settle(stored: boolean): void;
}

/**
 * How much there is of each kind, and how much more may come. Makes room by removing what was used longest ago, but
 * only for an entry that has come whole: who only says that it is going to send much removes nothing.
 *
 * Several servers of one store count apart, and count anew whenever one makes room.
 */
export class StoreSpace {
  readonly #store: EntryStore;
  readonly #limits: SpaceLimits;
  readonly #log: (line: string) => void;
  readonly #kept: Record<EntryKind, number> = { artefacts: 0, takes: 0 };
  readonly #coming: Record<EntryKind, number> = { artefacts: 0, takes: 0 };
  /** Has come whole, and is not kept yet. */
  readonly #arrived: Record<EntryKind, number> = { artefacts: 0, takes: 0 };
  /** What may go, and until when that is not looked at again. */
  readonly #removable: Record<EntryKind, { bytes: number; until: number }> = {
    artefacts: { bytes: 0, until: 0 },
    takes: { bytes: 0, until: 0 },
  };
  #making: Promise<void> = Promise.resolve();

  constructor(store: EntryStore, limits: SpaceLimits, log: (line: string) => void) {
    this.#store = store;
    this.#limits = limits;
    this.#log = log;
  }

  /** Whether entries of a kind are ever removed, and their times of use needed. */
  isLimited(kind: EntryKind): boolean {
    return this.#limits[kind] !== undefined;
  }

  /** Bytes that room is kept for, of all kinds. */
  get coming(): number {
    return this.#coming.artefacts + this.#coming.takes;
  }

  /** Counts what there is of the kinds that are limited, and makes room where that is too much, until `signal`. */
  async count(signal?: AbortSignal): Promise<void> {
    for (const kind of entryKinds) {
      const limit = this.#limits[kind];
      if (limit !== undefined) await this.#inTurn(() => this.#makeRoom(kind, limit, signal));
    }
  }

  /** Promises room for so many bytes. Undefined where there is none, even without all that may go. */
  async reserve(kind: EntryKind, bytes: number): Promise<Reservation | undefined> {
    const limit = this.#limits[kind];
    if (limit !== undefined && !(await this.#mayFit(kind, bytes, limit))) return undefined;
    this.#coming[kind] += bytes;
    let arrived = false;
    return {
      make: async () => {
        arrived = true;
        this.#arrived[kind] += bytes;
        if (limit === undefined) return true;
        await this.#inTurn(async () => {
          if (!this.#holds(kind, limit)) await this.#makeRoom(kind, limit);
        });
        return this.#holds(kind, limit);
      },
      settle: (stored) => {
        this.#coming[kind] -= bytes;
        if (arrived) this.#arrived[kind] -= bytes;
        if (stored) this.#kept[kind] += bytes;
      },
    };
  }

  async #mayFit(kind: EntryKind, bytes: number, limit: number): Promise<boolean> {
    const over = () => this.#kept[kind] + this.#coming[kind] + bytes - limit;
    if (over() <= 0) return true;
    if (bytes > limit) return false;
    await this.#inTurn(async () => {
      if (Date.now() < this.#removable[kind].until) return;
      await this.#look(kind);
      this.#removable[kind].until = Date.now() + patienceMs;
    });
    return over() <= this.#removable[kind].bytes;
  }

  /** Whether what there is, and what has come whole, is within the limit. */
  #holds(kind: EntryKind, limit: number): boolean {
    return this.#kept[kind] + this.#arrived[kind] <= limit;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#making = this.#making.catch(() => undefined).then(work);
    return this.#making;
  }

  /** Counts what there is. Returns what may go, what was used longest ago first. */
  async #look(kind: EntryKind, signal?: AbortSignal): Promise<ListedEntry[]> {
    const removable: ListedEntry[] = [];
    let kept = 0;
    for await (const entry of this.#store.list(kind)) {
      if (signal?.aborted) return [];
      kept += entry.bytes;
      if (Date.now() - entry.usedAt >= protectedMs) removable.push(entry);
    }
    this.#kept[kind] = kept;
    this.#removable[kind].bytes = removable.reduce((sum, entry) => sum + entry.bytes, 0);
    return removable.sort((one, other) => one.usedAt - other.usedAt);
  }

  async #makeRoom(kind: EntryKind, limit: number, signal?: AbortSignal): Promise<void> {
    const removable = await this.#look(kind, signal);
    if (this.#holds(kind, limit)) return;
    const goal = Math.max(0, limit * lowWater - this.#arrived[kind]);
    const gone = { entries: 0, bytes: 0 };
    for (const entry of removable) {
      if (this.#kept[kind] <= goal || signal?.aborted) break;
      await this.#store.remove(entry.name);
      this.#kept[kind] -= entry.bytes;
      this.#removable[kind].bytes -= entry.bytes;
      gone.entries += 1;
      gone.bytes += entry.bytes;
    }
    if (gone.entries === 0) return;
    const what = describeCount(gone.entries, kind.slice(0, -1));
    this.#log(`room for ${kind}: removed ${what}, ${describeBytes(gone.bytes)}`);
  }
}
