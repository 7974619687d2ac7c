import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { ExecutorContext } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runStage } from './run-stage.ts';

let workspace: string;
let printed: string[];

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'run-stage-'));
  printed = [];
  vi.stubEnv('AUDIOBOOK_RUN', 'r');
  for (const method of ['log', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line) => printed.push(line));
  }
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(workspace, { recursive: true });
});

function run(stage: () => Promise<Result<undefined>>) {
  const projects = { 'lamp-01': { root: 'books/lamp/chapters/01-a' } };
  const context = {
    root: workspace,
    projectName: 'lamp-01',
    targetName: 'encode',
    projectsConfigurations: { version: 2, projects },
  };
  return runStage(context as unknown as ExecutorContext, stage);
}

const failure: Failure = { kind: 'cancelled', doing: 'encoding' };

describe('runStage()', () => {
  test('prints a failure and records it', async () => {
    expect(await run(async () => fail(failure))).toEqual({ success: false });
    expect(printed).toEqual(['Stopped while encoding.']);
    const record = join(workspace, '.audiobook/runs/r/lamp-01.encode.json');
    expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({
      state: 'stopped',
      failure: 'Stopped while encoding.',
    });
  });

  test('tells of a record that it cannot write, and goes on', async () => {
    await writeFile(join(workspace, '.audiobook'), '');
    const notice = expect.stringMatching(/^! The run's summary will lack this task: ENOTDIR/);
    expect(await run(async () => fail(failure))).toEqual({ success: false });
    expect(printed).toEqual([notice, 'Stopped while encoding.', notice]);
    expect(await run(async () => ok())).toEqual({ success: true });
  });

  test('prints a failure before it writes the record', async () => {
    const stage = async () => {
      await rm(join(workspace, '.audiobook'), { recursive: true });
      await writeFile(join(workspace, '.audiobook'), '');
      return fail(failure);
    };
    expect(await run(stage)).toEqual({ success: false });
    expect(printed).toEqual(['Stopped while encoding.', expect.stringMatching(/^! .*ENOTDIR/)]);
  });

  test('stops a stage whose Nx is gone', async () => {
    const url = new URL('run-stage.ts', import.meta.url).href;
    const context = { root: workspace, projectsConfigurations: { version: 2, projects: {} } };
    const script = `
      import { runStage } from '${url}';
      await runStage(${JSON.stringify(context)}, async ({ signal }) => {
        process.on('message', () => {});
        process.send('running');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return { ok: true };
      });
      process.exit(7);
    `;
    const task = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    await once(task, 'message');
    task.disconnect();
    expect(await once(task, 'exit')).toEqual([7, null]);
  });
});
