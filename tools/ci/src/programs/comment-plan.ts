/**
 * `comment-plan.ts FOLDER`: writes the plans of a folder, which a pull request's run made, as a comment on it. Runs with a
 * token that may write, so everything that the pull request could have written is data: read, bounded, and shown.
 */

import { ok } from '@audiobook/model/result';
import { pullsOfRun } from '../github/pulls-of-run.ts';
import { putComment } from '../github/put-comment.ts';
import { planPage } from '../plan-page.ts';
import { PlanReport } from '../plan-report.ts';
import { readReports } from '../read-reports.ts';
import { runProgram } from '../run-program.ts';

await runProgram(async ([folder = '.']) => {
  const plans = await readReports(folder, PlanReport);
  if (!plans.ok) return plans;
  const pulls = await pullsOfRun();
  if (!pulls.ok) return pulls;
  const [pull, ...others] = pulls.value;
  if (pull === undefined) {
    return ok(
      'No open pull request has the commit that was planned: a later one has a plan of its own.',
    );
  }
  if (others.length > 0) {
    const numbers = pulls.value.join(' and ');
    return ok(
      `Pull requests ${numbers} have the commit that was planned, and GitHub does not say for which: see the run’s page.`,
    );
  }
  const put = await putComment(pull, planPage(plans.value));
  return put.ok ? ok(`The comment on pull request ${pull} is ${put.value}.`) : put;
});
