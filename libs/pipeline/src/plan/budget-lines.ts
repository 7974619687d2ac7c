import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import { ok, type Result } from '@audiobook/model/result';
import type { Waiting } from '@audiobook/sharing/waiting';
import type { BookPaths } from '../book/book-paths.ts';
import { type BudgetLeft, budgetLeft } from '../speaking/budget-left.ts';
import type { BookPlan } from './book-plan.ts';
import { forecastWithin } from './forecast-here.ts';
import type { SlotSources } from './planned-slots.ts';

/** What a plan was made of. */
export interface PlanParts extends SlotSources {
  jobs: readonly Waiting[];
}

/** Says what budgets leave, and how far a run comes with it; nothing where there is none. Fails as `budgetLeft` does. */
export async function budgetLines(
  { workspace, slug }: BookPaths,
  plan: BookPlan,
  parts: PlanParts,
): Promise<Result<string[]>> {
  const budget = await budgetLeft(workspace, [slug]);
  if (!budget.ok) return budget;
  if (budget.value.length === 0) return ok([]);
  const limits = budget.value.map(
    ({ of, dollars }) => `${describeDollars(dollars)} ${whatIsLeft[of]}`,
  );
  const least = Math.min(...budget.value.map(({ dollars }) => dollars));
  const reach = unpricedLine(parts) ?? reachLine(plan, parts, least) ?? [];
  return ok([[`Budget: ${limits.join(', ')}.`, reach].flat().join(' ')]);
}

const whatIsLeft: Record<BudgetLeft['of'], string> = {
  run: 'a run may cost',
  book: 'are left for the book',
  month: 'are left for this month',
};

/** The gateway refuses what has a budget and no price. */
function unpricedLine({ jobs, offers }: PlanParts): string | undefined {
  const engines = new Set(jobs.map(({ model }) => model));
  const unpriced = offers.find(
    ({ engine, pricePerHour }) =>
      engines.has(engine) && pricePerHour === null && !engineCatalogue.has(engine),
  );
  if (unpriced === undefined) return undefined;
  return `A run would be refused, since the slot ${unpriced.name} has no price: say what an hour of it costs ("pricePerHour" in gpu-runner/pool.json).`;
}

/** The gateway opens no more slots than let a run come to its end, if any do. */
function reachLine(
  { rows, here }: BookPlan,
  { jobs, ...sources }: PlanParts,
  dollars: number,
): string | undefined {
  const tooLittle = 'That is less than the run costs: it would end before it is done.';
  if (here === null) {
    const costs = rows.flatMap(({ cost }) => cost ?? []);
    return costs.length > 0 && Math.min(...costs) > dollars ? tooLittle : undefined;
  }
  const within = forecastWithin(jobs, sources, dollars);
  if (within === undefined) return tooLittle;
  const { slots, wallSeconds, cost } = within;
  if (slots === here.slots) return undefined;
  const time = describeDuration(wallSeconds);
  return `All ${here.slots} slots may cost more. With ${slots} of them the run comes to its end, in ${time}, for ${describeDollars(cost ?? 0)}; no more are opened.`;
}
