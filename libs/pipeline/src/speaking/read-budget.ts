import { fail, ok, type Result } from '@audiobook/model/result';
import type { Budget } from '@audiobook/model/workspace-settings';
import { readWorkspaceSettings } from '../workspace-settings.ts';

/**
 * What may be spent, in dollars: `budget` of audiobook.json, and for the run AUDIOBOOK_BUDGET if that is set.
 *
 * Fails where audiobook.json can't be read, and with `bad-request` where the variable is no amount of money.
 */
export async function readBudget(
  workspace: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result<Budget>> {
  const settings = await readWorkspaceSettings(workspace);
  if (!settings.ok) return settings;
  const { AUDIOBOOK_BUDGET: said = '' } = env;
  const budget = settings.value.budget ?? {};
  if (said === '') return ok(budget);
  const run = Number(said);
  if (Number.isFinite(run) && run > 0 && run <= 1_000_000) return ok({ ...budget, run });
  return fail({
    kind: 'bad-request',
    doing: 'reading AUDIOBOOK_BUDGET',
    found: `its value is “${said}”`,
    remedy:
      'Set it to what this run may cost, in dollars, an amount above 0: AUDIOBOOK_BUDGET=2.50; or leave it unset.',
  });
}
