import type { LedgerEntry, LedgerSlot } from './ledger.ts';

/** What slots were paid for, and what they did in that time. */
export interface Spending {
  /** Dollars until now. */
  cost: number;
  loadSeconds: number;
  speakingSeconds: number;
  /** That of slots that were left warm included, until now. */
  idleSeconds: number;
  /** Dollars that slots which were left warm will still cost if nobody takes them up. */
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
  { chosen = () => true, since = Number.NEGATIVE_INFINITY }: SpentOptions = {},
): Spent {
  const users = Map.groupBy(
    entries.flatMap(({ slots }) => slots),
    identityOf,
  );
  const slots = new Map<string, SlotSpending>();
  for (const row of entries.filter(chosen).flatMap((entry) => entry.slots)) {
    const name = `${identityOf(row)}\0${row.pricePerHour}`;
    const before = slots.get(name) ?? emptySlot(row);
    slots.set(name, add(before, spendingOf(row, users.get(identityOf(row)) ?? [], now, since)));
  }
  const all = [...slots.values()];
  return { ...all.reduce<Spending>((total, slot) => add(total, slot), nothing), slots: all };
}

const nothing: Spending = {
  ...{ cost: 0, loadSeconds: 0, speakingSeconds: 0, idleSeconds: 0 },
  ...{ warmCost: 0, segments: 0, characters: 0, audioSeconds: 0 },
};

function emptySlot({ slot, engine, device, pricePerHour }: LedgerSlot): SlotSpending {
  return { ...nothing, slot, engine, device, pricePerHour };
}

function identityOf({ slot, engine, device }: LedgerSlot): string {
  return [slot, engine, device].join('\0');
}

function spendingOf(
  row: LedgerSlot,
  users: readonly LedgerSlot[],
  now: number,
  since: number,
): Spending {
  const [from, until] = [Date.parse(row.from), Date.parse(row.until)];
  const share = since <= from ? 1 : since >= until ? 0 : (until - since) / (until - from);
  const end = endOfWarmth(row, users);
  const tail = Math.max(0, Math.min(end, now) - Math.max(until, since)) / 1_000;
  const left = Math.max(0, end - Math.max(now, until)) / 1_000;
  const loadSeconds = row.loadSeconds * share;
  const speakingSeconds = row.speakingSeconds * share;
  const idleSeconds = row.idleSeconds * share + tail;
  const dollarsFor = (seconds: number) => (seconds / 3_600) * row.pricePerHour;
  return {
    cost: dollarsFor(loadSeconds + speakingSeconds + idleSeconds),
    ...{ loadSeconds, speakingSeconds, idleSeconds },
    warmCost: dollarsFor(left),
    segments: row.segments * share,
    characters: row.characters * share,
    audioSeconds: row.audioSeconds * share,
  };
}

/** Until when a slot costs whoever had it, in milliseconds since the epoch. */
function endOfWarmth(row: LedgerSlot, users: readonly LedgerSlot[]): number {
  const until = Date.parse(row.until);
  if (row.warmUntil === undefined) return until;
  const takenUp = users
    .filter((other) => other !== row && Date.parse(other.until) > until)
    .map((other) => Math.max(until, Date.parse(other.from)));
  return Math.min(Date.parse(row.warmUntil), ...takenUp);
}

function add<T extends Spending>(one: T, other: Spending): T {
  return {
    ...one,
    cost: one.cost + other.cost,
    loadSeconds: one.loadSeconds + other.loadSeconds,
    speakingSeconds: one.speakingSeconds + other.speakingSeconds,
    idleSeconds: one.idleSeconds + other.idleSeconds,
    warmCost: one.warmCost + other.warmCost,
    segments: one.segments + other.segments,
    characters: one.characters + other.characters,
    audioSeconds: one.audioSeconds + other.audioSeconds,
  };
}
