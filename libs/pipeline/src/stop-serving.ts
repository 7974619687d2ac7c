import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Surroundings } from './stage-event.ts';

const run = promisify(execFile);

/** Stops the workspace's gateway, and the runners that earlier ones left warm; says what there was. */
export async function stopServing(
  workspace: string,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const stopped = await stopGateway(workspace, signal);
  if (!stopped.ok) return stopped;
  if (stopped.value) emit({ kind: 'done', message: 'The gateway has ended.' });
  const runners = await stopRunners(workspace, signal);
  if (!runners.ok) return runners;
  if (runners.value > 0) {
    const message = `${runners.value} ${runners.value === 1 ? 'runner that was' : 'runners that were'} left warm: stopped.`;
    emit({ kind: 'done', message });
  } else if (!stopped.value) {
    emit({ kind: 'done', message: 'No gateway runs, and no runner was left warm.' });
  }
  return ok();
}

async function stopRunners(workspace: string, signal: AbortSignal): Promise<Result<number>> {
  const script = join(workspace, 'libs', 'gateway', 'src', 'stop-runners.ts');
  try {
    const { stdout } = await run(process.execPath, [script, workspace], { signal });
    return ok(Number(stdout));
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return fail({
      kind: 'engine-failed',
      doing: 'stopping the runners that are left warm',
      found: stderr?.trim() || (error as Error).message,
      remedy: 'They end by themselves when they have been idle for a while.',
    });
  }
}
