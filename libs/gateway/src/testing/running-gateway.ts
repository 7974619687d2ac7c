/** What tests of the gateway's process begin with, each removed with its test. */

import { ToneRunner, type ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import { isRunning } from '@audiobook/files/process-owner';
import { onTestFinished } from 'vitest';
import { GatewayWorkspace } from './gateway-workspace.ts';

export async function runnersOf(...options: ToneRunnerOptions[]): Promise<ToneRunner[]> {
  const runners = options.map((each) => new ToneRunner(each));
  for (const runner of runners) {
    await runner.start();
    onTestFinished(() => runner.stop());
  }
  return runners;
}

export function workspaceOf(pool: unknown): GatewayWorkspace {
  const workspace = new GatewayWorkspace(pool);
  onTestFinished(() => workspace.remove());
  return workspace;
}

/** How many were spoken. */
export function spokenOf(results: readonly { ok: boolean }[]): number {
  return results.filter(({ ok }) => ok).length;
}

export async function pidOf(workspace: GatewayWorkspace): Promise<number> {
  const pid = (await workspace.status())?.pid;
  if (pid === undefined) throw new Error('no gateway runs');
  return pid;
}

export function runs(pid: number): boolean {
  return isRunning({ pid, started: null });
}
