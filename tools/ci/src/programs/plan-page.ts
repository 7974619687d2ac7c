/** `plan-page.ts FOLDER`: the plans of a folder as a page of Markdown. */

import { ok } from '@audiobook/model/result';
import { planPage } from '../plan-page.ts';
import { PlanReport } from '../plan-report.ts';
import { readReports } from '../read-reports.ts';
import { runProgram } from '../run-program.ts';

await runProgram(async ([folder = '.']) => {
  const plans = await readReports(folder, PlanReport);
  return plans.ok ? ok(planPage(plans.value)) : plans;
});
