import type { LedgerEntry, LedgerSlot } from '@audiobook/model/ledger';

/** The uses of one slot by the time of their end, and the first beginning among each and those after it. */
interface Uses {
  ends: number[];
  firstFrom: number[];
}

/** Who had which slots when, by all ledgers of a workspace. Times in milliseconds since the epoch. */
export class SlotUses {
  readonly #uses = new Map<string, Uses>();

  constructor(entries: readonly LedgerEntry[]) {
    const rows = entries.flatMap(({ slots }) => slots);
    for (const [name, ofSlot] of Map.groupBy(rows, identityOf)) {
      const times = ofSlot.map((row) => [Date.parse(row.from), Date.parse(row.until)] as const);
      times.sort(([, one], [, other]) => one - other);
      const firstFrom = times.map(([from]) => from);
      for (let at = firstFrom.length - 2; at >= 0; at--) {
        firstFrom[at] = Math.min(firstFrom[at] ?? 0, firstFrom[at + 1] ?? 0);
      }
      this.#uses.set(name, { ends: times.map(([, until]) => until), firstFrom });
    }
  }

  /** Until when a slot costs whoever had it: it ends by itself, or somebody else takes it up. */
  endOfWarmth(row: LedgerSlot): number {
    const until = Date.parse(row.until);
    if (row.warmUntil === undefined) return until;
    const { ends = [], firstFrom = [] } = this.#uses.get(identityOf(row)) ?? {};
    const takenUp = firstFrom[firstAfter(ends, until)] ?? Number.POSITIVE_INFINITY;
    return Math.min(Date.parse(row.warmUntil), Math.max(until, takenUp));
  }
}

/** The same for all rows of one slot, whatever it cost. */
export function identityOf({
  slot,
  engine,
  device,
}: Pick<LedgerSlot, 'slot' | 'engine' | 'device'>): string {
  return `${slot}\0${engine}\0${device}`;
}

/** The place of the first of sorted numbers that is greater; their count where none is. */
function firstAfter(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
