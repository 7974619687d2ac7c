import { ok, type Result } from '@audiobook/model/result';
import { z } from 'zod';
import { askGitHub } from './github-api.ts';
import { githubEvent } from './github-event.ts';

const Event = z.object({
  workflow_run: z.object({
    head_sha: z.string(),
    head_branch: z.string(),
    head_repository: z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }),
  }),
});

const Pulls = z.array(
  z.object({
    number: z.number().int().positive(),
    head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
  }),
);

/**
 * The open pull requests whose run may be the one that ended, by what GitHub says of that run: nothing that the run itself
 * wrote is asked, since the pull request's code may have written it. (For pull requests of forks, the event names none.)
 *
 * @returns Their numbers: none where it has moved on since, and several where one branch is to be merged into several.
 */
export async function pullsOfRun(env: NodeJS.ProcessEnv = process.env): Promise<Result<number[]>> {
  const event = await githubEvent(Event, env);
  if (!event.ok) return event;
  const { head_sha, head_branch, head_repository } = event.value.workflow_run;
  const pulls = await askGitHub(
    {
      doing: 'asking GitHub for the pull request',
      path: '/pulls',
      query: {
        state: 'open',
        head: `${head_repository.owner.login}:${head_branch}`,
        per_page: '100',
      },
      schema: Pulls,
    },
    env,
  );
  if (!pulls.ok) return pulls;
  const own = pulls.value.filter(
    ({ head }) => head.sha === head_sha && head.repo?.full_name === head_repository.full_name,
  );
  return ok(own.map(({ number }) => number));
}
