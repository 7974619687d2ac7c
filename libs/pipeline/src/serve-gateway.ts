import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Surroundings } from './stage-event.ts';

export interface ServeGatewayOptions {
  /** Where other programs reach it; by default what pool.json says, else 127.0.0.1. */
  host?: string;
  port?: number;
}

/** How a gateway ends that is to be started again, with what pool.json says now. */
const startAgain = 75;

/**
 * Runs the workspace's gateway as a child of this process, until it is stopped. One that runs already
 * hands over to it.
 */
export async function serveGateway(
  workspace: string,
  { host, port }: ServeGatewayOptions,
  { signal }: Surroundings,
): Promise<Result<undefined>> {
  const script = join(workspace, 'libs', 'gateway', 'src', 'main.ts');
  const where = [
    ...(host === undefined ? [] : [`--host=${host}`]),
    ...(port === undefined ? [] : [`--port=${port}`]),
  ];
  let code: number | null = startAgain;
  while (code === startAgain && !signal.aborted) {
    const gateway = spawn(process.execPath, [script, workspace, '--foreground', ...where], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const interrupt = () => gateway.kill('SIGINT');
    signal.addEventListener('abort', interrupt, { once: true });
    [code] = (await once(gateway, 'close')) as [number | null];
    signal.removeEventListener('abort', interrupt);
  }
  if (code === 0 || signal.aborted) return ok();
  return fail({
    kind: 'engine-failed',
    doing: 'running the gateway',
    found: code === null ? 'it was killed' : 'it ended; what it says above tells why',
    remedy: 'Do what it says, and start it again.',
  });
}
