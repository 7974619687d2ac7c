/**
 * `agent-job.ts FILE NUMBER`: what one agent is to do, counted from 1, for CI systems that start a fixed number of agents:
 * its chapters, a space, and what it may cost. Nothing where there is no work for so many.
 */

import { fail, ok } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { z } from 'zod';
import { runProgram } from '../run-program.ts';

const Jobs = z.object({ include: z.array(z.object({ projects: z.string(), budget: z.string() })) });

await runProgram(async ([file = '', said = '']) => {
  const number = Number(said);
  if (!Number.isInteger(number) || number < 1) {
    return fail({
      kind: 'bad-request',
      doing: 'reading the number of the agent',
      found: `it is “${said}”`,
      remedy: 'Count agents from 1, as GitLab’s CI_NODE_INDEX does.',
    });
  }
  const jobs = await readSettings({ file, schema: Jobs, doing: 'reading what agents are to do' });
  if (!jobs.ok) return jobs;
  const job = jobs.value.include[number - 1];
  return ok(job === undefined ? '' : `${job.projects} ${job.budget}`);
});
