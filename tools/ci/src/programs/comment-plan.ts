/**
 * `comment-plan.ts FOLDER`: writes the plans of a folder, which a pull request's run made, as a comment on it. Runs with a
 * token that may write, so everything that the pull request could have written is data: read, bounded, and shown.
 */

import { ok } from '@audiobook/model/result';
import { pullOfRun } from '../github/pull-of-run.ts';
import { putComment } from '../github/put-comment.ts';
import { planPage } from '../plan-page.ts';
import { PlanReport } from '../plan-report.ts';
import { readReports } from '../read-reports.ts';
import { runProgram } from '../run-program.ts';

await runProgram(async ([folder = '.']) => {
  const plans = await readReports(folder, PlanReport);
  if (!plans.ok) return plans;
  const pull = await pullOfRun();
  if (!pull.ok) return pull;
  if (pull.value === undefined) {
    return ok(
      'No open pull request has the commit that was planned: a later one has a plan of its own.',
    );
  }
  const put = await putComment(pull.value, planPage(plans.value));
  return put.ok ? ok(`The comment on pull request ${pull.value} is ${put.value}.`) : put;
});
