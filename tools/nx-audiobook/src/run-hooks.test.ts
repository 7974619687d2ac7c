import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const hooks = new URL('run-hooks.ts', import.meta.url).href;

test('a run goes on, and tells why, when its record cannot be kept', async () => {
  const workspaceRoot = await mkdtemp(join(tmpdir(), 'run-hooks-'));
  onTestFinished(() => rm(workspaceRoot, { recursive: true }));
  await writeFile(join(workspaceRoot, '.audiobook'), '');
  const task = { target: { project: 'lamp-01', target: 'encode' }, projectRoot: 'books/lamp' };
  const taskResults = { 'lamp-01:encode': { task, status: 'failure' } };
  const after = { workspaceRoot, taskResults, startTime: 0, endTime: 1_000 };
  const script = [
    `import { postTasksExecution, preTasksExecution } from '${hooks}';`,
    `await preTasksExecution({}, ${JSON.stringify({ workspaceRoot })});`,
    `await postTasksExecution({}, ${JSON.stringify(after)});`,
  ];
  const args = ['--input-type=module', '--eval', script.join('\n')];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const notice = expect.stringMatching(/^! The record of this run can't be kept: ENOTDIR/);
  expect(stdout.trim().split('\n')).toEqual([notice, notice]);
});
