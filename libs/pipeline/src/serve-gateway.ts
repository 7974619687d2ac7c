import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Surroundings } from './stage-event.ts';

export interface ServeGatewayOptions {
  /** Where other programs reach it; by default what pool.json says, else 127.0.0.1. */
  host?: string;
  port?: number;
}

/**
 * Runs the workspace's gateway as a child of this process, until it is stopped. One that runs in the
 * background hands over to it.
 */
export async function serveGateway(
  workspace: string,
  { host, port }: ServeGatewayOptions,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const stopped = await stopGateway(workspace, 'hand-over', signal);
  if (!stopped.ok) return stopped;
  if (stopped.value) emit({ kind: 'notice', message: 'The gateway that ran has handed over.' });
  const script = join(workspace, 'libs', 'gateway', 'src', 'main.ts');
  const where = [
    ...(host === undefined ? [] : [`--host=${host}`]),
    ...(port === undefined ? [] : [`--port=${port}`]),
  ];
  const gateway = spawn(process.execPath, [script, workspace, '--foreground', ...where], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  signal.addEventListener('abort', () => gateway.kill('SIGINT'), { once: true });
  const [code] = (await once(gateway, 'close')) as [number | null];
  if (code === 0 || signal.aborted) return ok();
  return fail({
    kind: 'engine-failed',
    doing: 'running the gateway',
    found: code === null ? 'it was killed' : 'it ended; what it says above tells why',
    remedy: 'Do what it says, and start it again.',
  });
}
