import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const hooks = new URL('run-hooks.ts', import.meta.url).href;

async function printedAfter(workspaceRoot: string, taskResults: object): Promise<string[]> {
  const after = { workspaceRoot, taskResults, argv: [], startTime: 0, endTime: 1_000 };
  const script = [
    `import { postTasksExecution, preTasksExecution } from '${hooks}';`,
    `await preTasksExecution({}, ${JSON.stringify({ workspaceRoot, argv: [] })});`,
    `await postTasksExecution({}, ${JSON.stringify(after)});`,
  ];
  const args = ['--input-type=module', '--eval', script.join('\n')];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout.trim().split('\n');
}

async function emptyWorkspace(): Promise<string> {
  const workspaceRoot = await mkdtemp(join(tmpdir(), 'run-hooks-'));
  onTestFinished(() => rm(workspaceRoot, { recursive: true }));
  return workspaceRoot;
}

test('a run goes on, and tells why, when its record cannot be kept', async () => {
  const workspaceRoot = await emptyWorkspace();
  await writeFile(join(workspaceRoot, '.audiobook'), '');
  const task = { target: { project: 'lamp-01', target: 'encode' }, projectRoot: 'books/lamp' };
  const taskResults = { 'lamp-01:encode': { task, status: 'failure' } };
  const notice = expect.stringMatching(/^! The record of this run can't be kept: ENOTDIR/);
  expect(await printedAfter(workspaceRoot, taskResults)).toEqual([notice, notice]);
});

test('a run goes on, and tells why, when dist cannot be tidied', async () => {
  const workspaceRoot = await emptyWorkspace();
  const book = { title: 'The Lamp', author: 'N. N.', language: 'en', models: {} };
  const dist = join(workspaceRoot, 'dist', 'books', 'lamp');
  // A folder where a file is expected: removing it fails, whoever runs the test.
  await mkdir(join(dist, 'Earlier.m4b'), { recursive: true });
  await mkdir(join(workspaceRoot, 'books', 'lamp'), { recursive: true });
  await writeFile(join(workspaceRoot, 'books', 'lamp', 'book.json'), JSON.stringify(book));
  await writeFile(join(dist, 'contents.json'), JSON.stringify({ chapters: [] }));
  const task = { target: { project: 'lamp', target: 'publish' }, projectRoot: 'books/lamp' };
  const taskResults = { 'lamp:publish': { task, status: 'local-cache' } };
  expect(await printedAfter(workspaceRoot, taskResults)).toEqual([
    expect.stringMatching(/^! dist\/ can't be rid of files of an earlier version: .*Earlier\.m4b/),
  ]);
});

test('a book in a folder that can be none is told of', async () => {
  const workspaceRoot = await emptyWorkspace();
  await mkdir(join(workspaceRoot, 'books', 'My Book', 'chapters'), { recursive: true });
  await mkdir(join(workspaceRoot, 'books', 'Notes'));
  expect(await printedAfter(workspaceRoot, {})).toEqual([
    expect.stringMatching(/^! books\/My Book is passed over: .*Rename it\.$/),
  ]);
});

test('tasks are told that nobody looks at what Nx prints to a pipe', async () => {
  const workspaceRoot = await emptyWorkspace();
  const script = [
    `import { preTasksExecution } from '${hooks}';`,
    `await preTasksExecution({}, ${JSON.stringify({ workspaceRoot, argv: [] })});`,
    'console.log(JSON.stringify(process.env.AUDIOBOOK_TERMINAL));',
  ];
  const args = ['--input-type=module', '--eval', script.join('\n')];
  const env = { ...process.env, AUDIOBOOK_TERMINAL: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout.trim()).toBe('""');
});
