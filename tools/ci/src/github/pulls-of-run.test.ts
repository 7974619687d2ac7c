import { describe, expect, it } from 'vitest';
import { githubServer } from '../testing/github-server.ts';
import { pullsOfRun } from './pulls-of-run.ts';

const run = {
  workflow_run: {
    ...{ head_sha: 'a'.repeat(40), head_branch: 'a b&c/…', pull_requests: [] },
    head_repository: { full_name: 'guest/library', owner: { login: 'guest' } },
  },
};

function pull(number: number, sha: string, repository: string | null = 'guest/library') {
  return { number, head: { sha, repo: repository === null ? null : { full_name: repository } } };
}

describe('pullsOfRun()', () => {
  it('is the open pull request of that branch with that commit', async () => {
    const github = await githubServer();
    github.pulls = [pull(6, 'b'.repeat(40)), pull(7, 'a'.repeat(40))];
    expect(await pullsOfRun(github.env(run))).toEqual({ ok: true, value: [7] });
    const query = new URL(github.asked[0]?.split(' ')[1] ?? '', 'http://github').searchParams;
    expect(query.get('head')).toBe('guest:a b&c/…');
  });

  it('is none where it has moved on, or another repository has the commit; two where both have', async () => {
    const github = await githubServer();
    const pullsOf = async (...pulls: unknown[]) => {
      github.pulls = pulls;
      return pullsOfRun(github.env(run));
    };
    const sha = 'a'.repeat(40);
    expect(await pullsOf(pull(7, 'b'.repeat(40)))).toEqual({ ok: true, value: [] });
    expect(await pullsOf(pull(7, sha, 'other/library'), pull(8, sha, null))).toMatchObject({
      value: [],
    });
    expect(await pullsOf(pull(7, sha), pull(8, sha))).toMatchObject({ value: [7, 8] });
  });

  it('fails for an event that is of no run', async () => {
    const github = await githubServer();
    expect(await pullsOfRun(github.env({ pull_request: { number: 1 } }))).toMatchObject({
      failure: { kind: 'bad-settings' },
    });
  });
});
