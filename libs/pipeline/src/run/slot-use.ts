import { LedgerReader } from '@audiobook/ledger/ledger-reader';
import { spentOf } from '@audiobook/ledger/spent';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import type { LedgerEntry } from '@audiobook/model/ledger';
import type { SlotCost, SlotTime } from '@audiobook/model/run-record';

/** What slots did for something, and what that cost where one of them has a price. */
export interface SlotUse {
  time: SlotTime;
  cost?: SlotCost;
}

/** What slots did for a run until `now` (milliseconds since the epoch); undefined where it needed none. */
export function slotUseOfRun(
  workspace: string,
  run: string,
  now = Date.now(),
): SlotUse | undefined {
  return slotUse(workspace, (entry) => entry.run === run, now);
}

/** The same of all runs of a book. */
export function slotUseOfBook(
  workspace: string,
  book: string,
  now = Date.now(),
): SlotUse | undefined {
  return slotUse(workspace, (entry) => entry.book === book, now);
}

function slotUse(
  workspace: string,
  chosen: (entry: LedgerEntry) => boolean,
  now: number,
): SlotUse | undefined {
  const entries = new LedgerReader(workspace).read();
  const { slots, cost, warmCost, ...spent } = spentOf(entries, now, { chosen });
  if (slots.length === 0) return undefined;
  const rows = entries.filter(chosen).flatMap((entry) => entry.slots);
  const from = Math.min(...rows.map((row) => Date.parse(row.from)));
  const until = Math.max(...rows.map((row) => Date.parse(row.until)));
  const { loadSeconds, speakingSeconds, idleSeconds, warmSeconds } = spent;
  const time = { loadSeconds, speakingSeconds, idleSeconds, warmSeconds };
  return {
    time: { ...time, wallSeconds: (until - from) / 1_000 },
    ...(slots.some(({ pricePerHour }) => pricePerHour > 0) && {
      cost: { dollars: cost, warmDollars: warmCost },
    }),
  };
}

/** `$5.02: slots 30 s loading, 6 min 40 s speaking, …`. */
export function describeSlotCost({ dollars, warmDollars }: SlotCost, time: SlotTime): string {
  const warm =
    warmDollars > 0
      ? `, and up to ${describeDollars(warmDollars)} more for slots that stay warm (npx nx run gpu-runner:stop ends them)`
      : '';
  return `${describeDollars(dollars)}: slots ${describeSlotTime(time)}${warm}`;
}

/** `30 s loading, 6 min 40 s speaking, 1 min idle`. */
export function describeSlotTime(time: SlotTime): string {
  return [
    `${describeDuration(time.loadSeconds)} loading`,
    `${describeDuration(time.speakingSeconds)} speaking`,
    `${describeDuration(time.idleSeconds)} idle`,
  ].join(', ');
}
