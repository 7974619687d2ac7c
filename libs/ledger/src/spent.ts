import type { LedgerEntry, LedgerSlot } from '@audiobook/model/ledger';
import { identityOf, SlotUses } from './slot-uses.ts';

/** What slots were paid for, and what they did in that time. */
export interface Spending {
  /** Dollars until now. */
  cost: number;
  loadSeconds: number;
  speakingSeconds: number;
  /** That of slots that were left warm included, until now. */
  idleSeconds: number;
  /** How long slots that were left warm will yet be, and what that costs in dollars, if nobody takes them up. */
  warmSeconds: number;
  warmCost: number;
  segments: number;
  characters: number;
  audioSeconds: number;
}

/** The same of one slot at one price. */
export interface SlotSpending extends Spending {
  slot: string;
  engine: string;
  device: string;
  pricePerHour: number;
}

export interface Spent extends Spending {
  slots: SlotSpending[];
}

export interface SpentOptions {
  /** Which of the entries are added; the others only say who took slots up again. By default all. */
  chosen?: (entry: LedgerEntry) => boolean;
  /** Counts from then on, in milliseconds since the epoch; of a slot's time before and after it, a share. */
  since?: number;
  /** Who had the slots; by default what `entries` say. */
  uses?: SlotUses;
}

/**
 * Adds up what ledgers say.
 *
 * A slot that was left warm costs until it ends by itself, until `now` (milliseconds since the epoch), or
 * until another entry goes on with it, whichever is first.
 */
export function spentOf(
  entries: readonly LedgerEntry[],
  now: number,
  { chosen = () => true, since = Number.NEGATIVE_INFINITY, uses }: SpentOptions = {},
): Spent {
  let users = uses;
  // Only rows that go beyond it are worth reading the times of.
  const sinceDate = Number.isFinite(since) ? new Date(since).toISOString() : '';
  const slots = new Map<string, SlotSpending>();
  const total = { ...nothing };
  for (const entry of entries) {
    if (!chosen(entry)) continue;
    for (const row of entry.slots) {
      if (row.until < sinceDate && (row.warmUntil ?? '') < sinceDate) continue;
      users ??= row.warmUntil === undefined ? undefined : new SlotUses(entries);
      const share = row.from >= sinceDate ? 1 : shareSince(row, since);
      const tail =
        row.warmUntil === undefined || users === undefined ? none : tailOf(row, users, now, since);
      const name = `${identityOf(row)}\0${row.pricePerHour}`;
      const ofSlot = slots.get(name) ?? emptySlot(row);
      slots.set(name, ofSlot);
      addRow(ofSlot, row, share, tail);
      addRow(total, row, share, tail);
    }
  }
  return { ...total, slots: [...slots.values()] };
}

const nothing: Spending = {
  ...{ cost: 0, loadSeconds: 0, speakingSeconds: 0, idleSeconds: 0 },
  ...{ warmSeconds: 0, warmCost: 0, segments: 0, characters: 0, audioSeconds: 0 },
};

/** Seconds that a slot was warm after its last use, and will yet be. */
interface Tail {
  past: number;
  left: number;
}

const none: Tail = { past: 0, left: 0 };

function emptySlot({ slot, engine, device, pricePerHour }: LedgerSlot): SlotSpending {
  return { ...nothing, slot, engine, device, pricePerHour };
}

/** How much of a row's time is after `since`; 0 to 1. */
function shareSince(row: LedgerSlot, since: number): number {
  const [from, until] = [Date.parse(row.from), Date.parse(row.until)];
  if (since <= from) return 1;
  return since >= until ? 0 : (until - since) / (until - from);
}

function tailOf(row: LedgerSlot, uses: SlotUses, now: number, since: number): Tail {
  const until = Date.parse(row.until);
  const end = uses.endOfWarmth(row);
  return {
    past: Math.max(0, Math.min(end, now) - Math.max(until, since)) / 1_000,
    left: Math.max(0, end - Math.max(now, until)) / 1_000,
  };
}

function addRow(sum: Spending, row: LedgerSlot, share: number, { past, left }: Tail): void {
  const idleSeconds = row.idleSeconds * share + past;
  const seconds = (row.loadSeconds + row.speakingSeconds) * share + idleSeconds;
  sum.cost += (seconds / 3_600) * row.pricePerHour;
  sum.warmSeconds += left;
  sum.warmCost += (left / 3_600) * row.pricePerHour;
  sum.loadSeconds += row.loadSeconds * share;
  sum.speakingSeconds += row.speakingSeconds * share;
  sum.idleSeconds += idleSeconds;
  sum.segments += row.segments * share;
  sum.characters += row.characters * share;
  sum.audioSeconds += row.audioSeconds * share;
}
