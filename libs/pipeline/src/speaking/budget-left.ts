import { LedgerReader } from '@audiobook/ledger/ledger-reader';
import { type SpentOptions, spentOf } from '@audiobook/ledger/spent';
import { ok, type Result } from '@audiobook/model/result';
import { startOfMonth } from '@audiobook/model/start-of-month';
import { readBudget } from './read-budget.ts';

/** What a budget lets a run cost that begins now. */
export interface BudgetLeft {
  of: 'run' | 'book' | 'month';
  dollars: number;
}

/** What budgets leave for a run that speaks these books; none where nothing is limited. Fails as `readBudget` does. */
export async function budgetLeft(
  workspace: string,
  slugs: readonly string[],
  now = new Date(),
): Promise<Result<BudgetLeft[]>> {
  const budget = await readBudget(workspace);
  if (!budget.ok) return budget;
  const { run, book, month } = budget.value;
  if (run === undefined && book === undefined && month === undefined) return ok([]);
  const entries = new LedgerReader(workspace).read();
  const left = (limit: number, options: SpentOptions) => {
    const { cost, warmCost } = spentOf(entries, now.getTime(), options);
    return Math.max(0, limit - cost - warmCost);
  };
  const ofBook = (slug: string) => ({ chosen: (entry: { book: string }) => entry.book === slug });
  const since = startOfMonth(now);
  const limits: (BudgetLeft | [])[] = [
    run === undefined ? [] : { of: 'run', dollars: run },
    ...slugs.map((slug): BudgetLeft | [] =>
      book === undefined ? [] : { of: 'book', dollars: left(book, ofBook(slug)) },
    ),
    month === undefined ? [] : { of: 'month', dollars: left(month, { since }) },
  ];
  return ok(limits.flat());
}
