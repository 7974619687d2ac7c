import { ok, type Result } from '@audiobook/model/result';
import { z } from 'zod';
import { askCommand } from '../ask-command.ts';
import { askGitHub } from './github-api.ts';
import { githubEvent } from './github-event.ts';

const Push = z.object({ before: z.string().optional() });

const Commit = z.string().regex(/^[0-9a-f]{40,64}$/);
const Runs = z.object({ workflow_runs: z.array(z.object({ head_sha: Commit })) });

/**
 * Since which commit books have to be made again: the one with which this workflow last succeeded on this branch, so that
 * a push whose run failed, or gave way to a later one, is made up for; else what the branch was before this push.
 *
 * Empty, for all books, where neither can be had (a new branch, or a forced push over what was there), and where
 * the run was started by hand. What has its takes costs nothing.
 */
export async function pushBase(
  tell: (notice: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result<string>> {
  if (env.GITHUB_EVENT_NAME !== 'push') return ok('');
  const push = await githubEvent(Push, env);
  if (!push.ok) return push;
  for (const commit of [await lastSuccess(tell, env), push.value.before]) {
    if (commit !== undefined && (await isHere(commit))) return ok(commit);
  }
  tell('Nobody knows what was there before this push: all books are looked at.');
  return ok('');
}

/** Undefined where there is none yet, or GitHub does not say. */
async function lastSuccess(
  tell: (notice: string) => void,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const { GITHUB_WORKFLOW_REF = '', GITHUB_REF_NAME = '' } = env;
  const workflow = /\/([^/@]+)@/.exec(GITHUB_WORKFLOW_REF)?.[1] ?? '';
  const runs = await askGitHub(
    {
      doing: 'asking GitHub for the last run that succeeded',
      path: `/actions/workflows/${encodeURIComponent(workflow)}/runs`,
      query: { branch: GITHUB_REF_NAME, status: 'success', per_page: '1' },
      schema: Runs,
    },
    env,
  );
  if (runs.ok) return runs.value.workflow_runs[0]?.head_sha;
  const { failure } = runs;
  tell(
    `${failure.doing}: ${'found' in failure ? failure.found : ''}; what this push changed counts.`,
  );
  return undefined;
}

/** Whether this clone has a commit, or can have it: a forced push leaves nothing that leads to it. */
async function isHere(commit: string): Promise<boolean> {
  if (!Commit.safeParse(commit).success || /^0+$/.test(commit)) return false;
  const look = () => askCommand('git', 'cat-file', '-e', `${commit}^{commit}`);
  if ((await look()).ok) return true;
  await askCommand('git', 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', commit);
  return (await look()).ok;
}
