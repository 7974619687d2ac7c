import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { ok, type Result } from '@audiobook/model/result';
import type { Surroundings } from './stage-event.ts';

/** Stops the workspace's gateway, and says whether there was one. */
export async function stopServing(
  workspace: string,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const stopped = await stopGateway(workspace, signal);
  if (!stopped.ok) return stopped;
  const message = stopped.value ? 'The gateway has ended.' : 'No gateway runs.';
  emit({ kind: 'done', message });
  return ok();
}
