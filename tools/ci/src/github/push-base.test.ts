import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type GitHubServer, githubServer } from '../testing/github-server.ts';

const program = join(import.meta.dirname, '..', 'programs', 'push-base.ts');
const none = '0'.repeat(40);
let folder: string;
let github: GitHubServer;

function git(...args: string[]): string {
  const author = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.org'];
  return execFileSync('git', [...author, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

function commit(message: string): string {
  git('commit', '--quiet', '--allow-empty', '--message', message);
  return git('rev-parse', 'HEAD');
}

/** Runs the program for an event, as a job does. */
async function baseOf(event: object, name?: string) {
  const env = { ...process.env, ...github.env(event, name) };
  const run = promisify(execFile)(process.execPath, [program], { cwd: folder, env });
  const { stdout, stderr } = await run;
  return { base: stdout.trim(), said: stderr };
}

beforeEach(async () => {
  github = await githubServer();
  folder = mkdtempSync(join(tmpdir(), 'push-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  git('init', '--quiet', '--initial-branch=main');
});

describe('the base of a push', () => {
  it('is the commit with which the workflow last succeeded, whatever was pushed since', async () => {
    const [made, failed] = [commit('made'), commit('failed')];
    commit('pushed');
    github.succeeded = [made];
    expect(await baseOf({ before: failed })).toEqual({ base: made, said: '' });
    expect(github.asked).toEqual([
      'GET /repos/reader/library/actions/workflows/regenerate.yml/runs?branch=main&status=success&per_page=1',
    ]);
  });

  it('is what the branch was before, where no run has succeeded, or GitHub does not say', async () => {
    const before = commit('before');
    commit('pushed');
    expect(await baseOf({ before })).toEqual({ base: before, said: '' });
    github.refuses = 403;
    const { base, said } = await baseOf({ before });
    expect(base).toBe(before);
    expect(said).toContain('GitHub answered 403');
  });

  it('is none for a new branch, a commit that is nowhere, and a name that is no commit', async () => {
    commit('pushed');
    for (const before of [none, 'a'.repeat(40), '--output=/tmp/x', undefined]) {
      const { base, said } = await baseOf({ before });
      expect(base).toBe('');
      expect(said).toContain('all books are looked at');
    }
  });

  it('is fetched where a forced push leaves nothing that leads to it', async () => {
    const before = commit('before');
    git('checkout', '--quiet', '--orphan', 'other');
    commit('forced');
    git('branch', '--quiet', '--delete', '--force', 'main');
    git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const origin = folder;
    folder = join(origin, 'clone');
    execFileSync('git', ['clone', '--quiet', `file://${origin}`, folder]);
    expect(() => git('cat-file', '-e', before)).toThrow();
    expect(await baseOf({ before })).toEqual({ base: before, said: '' });
  });

  it('is none for a run that was started by hand: all books', async () => {
    github.succeeded = [commit('made')];
    expect(await baseOf({}, 'workflow_dispatch')).toEqual({ base: '', said: '' });
    expect(github.asked).toEqual([]);
  });
});
