import { LedgerReader } from '@audiobook/ledger/ledger-reader';
import { type SpentOptions, spentOf } from '@audiobook/ledger/spent';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { ok, type Result } from '@audiobook/model/result';
import { startOfMonth } from '@audiobook/model/start-of-month';
import type { BookPaths } from '../book/book-paths.ts';
import { readBudget } from '../speaking/read-budget.ts';
import type { BookPlan } from './book-plan.ts';

/** Says what budgets leave of what a plan costs; nothing where there is none. Fails as `readBudget` does. */
export async function budgetLines(
  { workspace, slug }: BookPaths,
  { rows, here }: BookPlan,
  now = new Date(),
): Promise<Result<string[]>> {
  const budget = await readBudget(workspace);
  if (!budget.ok) return budget;
  const { run, book, month } = budget.value;
  if (run === undefined && book === undefined && month === undefined) return ok([]);
  const entries = new LedgerReader(workspace).read();
  const left = (limit: number, options: SpentOptions) => {
    const { cost, warmCost } = spentOf(entries, now.getTime(), options);
    return Math.max(0, limit - cost - warmCost);
  };
  const since = startOfMonth(now);
  const ofBook = { chosen: (entry: { book: string }) => entry.book === slug };
  const limits = [
    run === undefined ? [] : { left: run, of: 'a run may cost' },
    book === undefined ? [] : { left: left(book, ofBook), of: 'are left for the book' },
    month === undefined ? [] : { left: left(month, { since }), of: 'are left for this month' },
  ].flat();
  const least = Math.min(...limits.map((limit) => limit.left));
  const described = limits.map((limit) => `${describeDollars(limit.left)} ${limit.of}`).join(', ');
  const costs = (here === null ? rows : [here]).flatMap(({ cost }) => cost ?? []);
  const isTooLittle = costs.length > 0 && Math.min(...costs) > least;
  const end = isTooLittle
    ? ' That is less than the run costs: it would end before it is done.'
    : '';
  return ok([`Budget: ${described}.${end}`]);
}
