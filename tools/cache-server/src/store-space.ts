import { describeCount } from '@audiobook/model/describe-count';
import { describeBytes } from './describe-bytes.ts';
import { type EntryKind, entryKinds } from './store/entry.ts';
import { type EntryStore, type ListedEntry, useGrainMs } from './store/entry-store.ts';

/** What was written or read within a day may still be needed by a run that is under way, in milliseconds. */
const protectedMs = 24 * 60 * 60 * 1_000 + useGrainMs;
/** Eviction goes on until so much of the limit is left over, so that it does not run for each upload. */
const lowWater = 0.9;
/** Where nothing may go yet, looking again at once is no use, in milliseconds. */
const patienceMs = 60_000;

/** The most of each kind, in bytes; what is not limited is never removed. */
export type SpaceLimits = Partial<Record<EntryKind, number>>;

/**
 * How much there is of each kind, and how much more may come. Makes room by removing what was used longest ago.
 *
 * Several servers of one store count apart, and count anew whenever one makes room.
 */
export class StoreSpace {
  readonly #store: EntryStore;
  readonly #limits: SpaceLimits;
  readonly #log: (line: string) => void;
  readonly #kept: Record<EntryKind, number> = { artefacts: 0, takes: 0 };
  readonly #coming: Record<EntryKind, number> = { artefacts: 0, takes: 0 };
  readonly #hopelessUntil: Record<EntryKind, number> = { artefacts: 0, takes: 0 };
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

  /** Counts what there is of the kinds that are limited, and makes room where that is too much. */
  async count(): Promise<void> {
    for (const kind of entryKinds) {
      const limit = this.#limits[kind];
      if (limit !== undefined) await this.#inTurn(() => this.#makeRoom(kind, 0, limit));
    }
  }

  /** Keeps room for so many bytes, until `settle`. False where there is none. */
  async reserve(kind: EntryKind, bytes: number): Promise<boolean> {
    const limit = this.#limits[kind];
    if (limit !== undefined && !this.#fits(kind, bytes, limit)) {
      if (bytes > limit || Date.now() < this.#hopelessUntil[kind]) return false;
      await this.#inTurn(async () => {
        if (!this.#fits(kind, bytes, limit)) await this.#makeRoom(kind, bytes, limit);
      });
      if (!this.#fits(kind, bytes, limit)) {
        this.#hopelessUntil[kind] = Date.now() + patienceMs;
        return false;
      }
    }
    this.#coming[kind] += bytes;
    return true;
  }

  /** Says what became of room that was kept. */
  settle(kind: EntryKind, bytes: number, stored: boolean): void {
    this.#coming[kind] -= bytes;
    if (stored) this.#kept[kind] += bytes;
  }

  #fits(kind: EntryKind, bytes: number, limit: number): boolean {
    return this.#kept[kind] + this.#coming[kind] + bytes <= limit;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#making = this.#making.catch(() => undefined).then(work);
    return this.#making;
  }

  async #makeRoom(kind: EntryKind, bytes: number, limit: number): Promise<void> {
    const entries: ListedEntry[] = [];
    let kept = 0;
    for await (const entry of this.#store.list(kind)) {
      kept += entry.bytes;
      entries.push(entry);
    }
    this.#kept[kind] = kept;
    if (this.#fits(kind, bytes, limit)) return;
    const goal = Math.max(0, limit * lowWater - this.#coming[kind] - bytes);
    const gone = { entries: 0, bytes: 0 };
    entries.sort((one, other) => one.usedAt - other.usedAt);
    for (const entry of entries) {
      if (this.#kept[kind] <= goal || Date.now() - entry.usedAt < protectedMs) break;
      await this.#store.remove(entry.name);
      this.#kept[kind] -= entry.bytes;
      gone.entries += 1;
      gone.bytes += entry.bytes;
    }
    if (gone.entries === 0) return;
    const what = describeCount(gone.entries, kind.slice(0, -1));
    this.#log(`room for ${kind}: removed ${what}, ${describeBytes(gone.bytes)}`);
  }
}
