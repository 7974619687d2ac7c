/** `agent-jobs.ts FOLDER`: the shards of a folder as GitHub's matrix of jobs, in a line. */

import { fail, ok } from '@audiobook/model/result';
import { agentJobs, ShardReport } from '../agent-jobs.ts';
import { readReports } from '../read-reports.ts';
import { runProgram } from '../run-program.ts';

await runProgram(async ([folder = '.']) => {
  const shards = await readReports(folder, ShardReport);
  if (!shards.ok) return shards;
  const { AUDIOBOOK_BUDGET: said = '' } = process.env;
  const budget = said === '' ? undefined : Number(said);
  if (budget !== undefined && !(budget > 0 && budget <= 1_000_000)) {
    return fail({
      kind: 'bad-request',
      doing: 'reading AUDIOBOOK_BUDGET',
      found: `its value is “${said}”`,
      remedy:
        'Set it to what all agents together may cost, in dollars, an amount above 0; or leave it unset.',
    });
  }
  return ok(JSON.stringify({ include: agentJobs(shards.value, budget) }));
});
