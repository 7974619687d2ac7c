import { startOfMonth } from '@audiobook/model/start-of-month';
import type { Budget } from '@audiobook/model/workspace-settings';
import type { Counted } from './past-spending.ts';
import { noBook, type Payer } from './stake.ts';

/** What a limit is of. */
export type Scope = keyof Budget;

/** A limit, and what counts against it. */
export interface Limit extends Counted {
  scope: Scope;
  dollars: number;
}

/** The limits of a budget that hold for a payer at a time, in milliseconds since the epoch. */
export function limitsOf({ run, book }: Payer, budget: Budget, at: number): Limit[] {
  const now = new Date(at);
  const limits: Limit[] = [];
  if (budget.run !== undefined) {
    limits.push({
      ...{ scope: 'run', name: `run ${run}`, dollars: budget.run },
      chosen: (payer) => payer.run === run,
    });
  }
  if (budget.book !== undefined && book !== noBook) {
    limits.push({
      ...{ scope: 'book', name: `book ${book}`, dollars: budget.book },
      chosen: (payer) => payer.book === book,
    });
  }
  if (budget.month !== undefined) {
    const since = startOfMonth(now);
    limits.push({
      ...{ scope: 'month', name: `month ${since}`, dollars: budget.month, since },
      chosen: () => true,
    });
  }
  return limits;
}
