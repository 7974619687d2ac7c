import { LedgerReader } from '@audiobook/engines/gateway/ledger-reader';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import type { LedgerEntry } from '@audiobook/model/ledger';
import type { RunCost } from '@audiobook/model/run-record';
import { spentOf } from '@audiobook/model/spent';

/** What a run has cost until `now` (milliseconds since the epoch); undefined where no slot of it has a price. */
export function runCost(workspace: string, run: string, now = Date.now()): RunCost | undefined {
  return costOf(workspace, (entry) => entry.run === run, now);
}

/** The same of all runs of a book. */
export function bookCost(workspace: string, book: string, now = Date.now()): RunCost | undefined {
  return costOf(workspace, (entry) => entry.book === book, now);
}

function costOf(
  workspace: string,
  chosen: (entry: LedgerEntry) => boolean,
  now: number,
): RunCost | undefined {
  const spent = spentOf(new LedgerReader(workspace).read(), now, { chosen });
  if (spent.slots.every(({ pricePerHour }) => pricePerHour === 0)) return undefined;
  const { cost, warmCost, loadSeconds, speakingSeconds, idleSeconds } = spent;
  return { dollars: cost, loadSeconds, speakingSeconds, idleSeconds, warmDollars: warmCost };
}

/** The same as a line for people. */
export function describeCost({ dollars, warmDollars, ...time }: RunCost): string {
  const parts = [
    `${describeDuration(time.loadSeconds)} loading`,
    `${describeDuration(time.speakingSeconds)} speaking`,
    `${describeDuration(time.idleSeconds)} idle`,
  ];
  const warm =
    warmDollars > 0
      ? `, and up to ${describeDollars(warmDollars)} more for slots that stay warm`
      : '';
  return `${describeDollars(dollars)}: slots ${parts.join(', ')}${warm}`;
}
