import { execFileSync } from 'node:child_process';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { workflowErrors } from './rig/workflow-errors.ts';
import { repository } from './rig/workspace.ts';

interface Step {
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
}
interface Job {
  if?: string;
  environment?: string;
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  steps: Step[];
  env?: Record<string, string>;
}
interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  env?: Record<string, string>;
  jobs: Record<string, Job>;
}

const files = globSync('.github/workflows/*.yml', { cwd: repository }).sort();

function read(file: string): { text: string; workflow: Workflow } {
  const text = readFileSync(join(repository, file), 'utf8');
  return { text, workflow: parse(text) };
}

test('there are workflows for tests, regeneration, and plans of pull requests', () => {
  expect(files.map((file) => basename(file, '.yml'))).toEqual([
    ...['plan-comment', 'plan-pull', 'regenerate', 'test'],
  ]);
});

test('the parser that checks them finds mistakes', async () => {
  const { text } = read('.github/workflows/regenerate.yml');
  expect(await workflowErrors('x.yml', text.replace('runs-on', 'runs-upon'))).not.toEqual([]);
  expect(await workflowErrors('x.yml', text.replace('steps.plan', 'setps.plan'))).not.toEqual([]);
});

describe.each(files)('%s', (file) => {
  const { text, workflow } = read(file);
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test('is a workflow to GitHub’s own parser', async () => {
    expect(await workflowErrors(file, text)).toEqual([]);
  });

  test('runs scripts of this repository, in one line each, that are there', () => {
    for (const { run } of steps) {
      if (run === undefined) continue;
      expect(run).toMatch(/^tools\/ci\/[a-z/-]+\.sh( "\$[A-Z]+")?$/);
      accessSync(join(repository, run.split(' ')[0] ?? ''), constants.X_OK);
    }
  });

  test('lets nothing into a shell but by the environment', () => {
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  test('pins each action to a commit, with its version beside it', () => {
    const used = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of used) {
      expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test('says which rights it has, job by job or for all, and how long it may take', () => {
    expect(workflow.permissions).toBeDefined();
    const isBare = Object.keys(workflow.permissions ?? {}).length === 0;
    for (const [, job] of jobs) {
      if (isBare) expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  test('leaves no token in the clone', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
  });
});

test('what a pull request’s code runs in has no secret and may write nothing', () => {
  for (const file of files) {
    const { text, workflow } = read(file);
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    if (!Object.keys(workflow.on).includes('pull_request')) continue;
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(workflow.jobs)) expect(job.permissions).toBeUndefined();
    expect(text).not.toMatch(/secrets\.|github\.token|self-hosted/);
  }
});

test('a job that gets a token of the main scope is of main alone, however it was started', () => {
  const jobs = files.flatMap((file) => Object.entries(read(file).workflow.jobs));
  const holders = jobs.filter(([, job]) => JSON.stringify(job).includes('secrets.'));
  expect(holders.map(([name]) => name).sort()).toEqual(['plan', 'publish', 'speak']);
  for (const [, job] of holders) {
    // A term that no other can outweigh.
    expect(job.if).toMatch(/(^|&& )github\.ref == 'refs\/heads\/main'($| &&)/);
    expect(job.if).not.toContain('||');
    expect(job.environment).toBe('main');
  }
});

test('the one job that may write to pull requests runs none of their code', () => {
  const writers = files.filter((file) => /: write/.test(read(file).text));
  expect(writers).toEqual(['.github/workflows/plan-comment.yml']);
  const { workflow } = read('.github/workflows/plan-comment.yml');
  expect(Object.keys(workflow.on)).toEqual(['workflow_run']);
  const steps = workflow.jobs.comment?.steps ?? [];
  const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
  expect(checkout?.with).toEqual({ 'persist-credentials': false });
  const download = steps.find(({ uses }) => uses?.startsWith('actions/download-artifact@'));
  expect(download?.with?.path).toMatch(/^\$\{\{ runner\.temp \}\}\//);
});

test('its scripts are all executable, and none is without a word on what it does', () => {
  const scripts = globSync('tools/ci/**/*.sh', { cwd: repository });
  expect(scripts.length).toBeGreaterThan(8);
  for (const script of scripts.filter(
    (name) => !['workspace.sh', 'tell.sh'].includes(basename(name)),
  )) {
    const [first = '', second = ''] = readFileSync(join(repository, script), 'utf8').split('\n');
    expect([script, first]).toEqual([script, '#!/bin/sh']);
    expect(second).toMatch(new RegExp(`^# .*${basename(script)}`));
    accessSync(join(repository, script), constants.X_OK);
    execFileSync('sh', ['-n', join(repository, script)]);
  }
});

test('tools/ci/README.md names scripts that there are, and its GitLab file is one', () => {
  const page = readFileSync(join(repository, 'tools/ci/README.md'), 'utf8');
  const named = new Set([...page.matchAll(/tools\/ci\/[a-z/-]+\.sh/g)].map(([script]) => script));
  expect(named.size).toBeGreaterThan(4);
  for (const script of named) accessSync(join(repository, script), constants.X_OK);
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const { stages, default: usual, variables, '.push': push, ...jobs } = parse(text);
  expect({ stages, usual, variables, push }).toMatchObject({
    ...{ stages: ['plan', 'speak', 'publish'], push: { rules: expect.any(Array) } },
  });
  for (const job of Object.values(jobs as Record<string, { stage: string; script: string[] }>)) {
    expect(stages).toContain(job.stage);
    expect(job.script[0]).toMatch(/^tools\/ci\/[a-z-]+\.sh "\$.+"$/);
  }
});
