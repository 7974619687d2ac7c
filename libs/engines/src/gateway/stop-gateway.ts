import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '@audiobook/files/process-owner';
import { fail, ok, type Result } from '@audiobook/model/result';
import { askGateway } from './ask-gateway.ts';
import { type GatewayPlace, gatewayPlace } from './gateway-place.ts';

/** How long a gateway may take for what its slots have under way, and how often it is looked for, in ms. */
const patienceMs = 150_000;
const lookMs = 50;

/**
 * Stops the gateway of a workspace and waits until its process has ended. What is under way is spoken; what
 * waits fails.
 *
 * @returns Whether there was one. Fails with `engine-failed` when it does not end.
 */
export async function stopGateway(
  workspace: string,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const place = gatewayPlace(workspace);
  if (!place.ok) return place;
  const status = await askGateway(place.value, 'GET', '/gateway');
  if (!status.ok) return status;
  if (status.value === undefined) return ok(false);
  const asked = await askGateway(place.value, 'POST', '/gateway/stop');
  if (!asked.ok) return asked;
  return waitForEnd(place.value, pidOf(status.value), signal);
}

async function waitForEnd(
  place: GatewayPlace,
  pid: number | undefined,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const began = performance.now();
  while (pid !== undefined && isRunning({ pid, started: null })) {
    if (signal.aborted) return fail({ kind: 'cancelled', doing: 'waiting for the gateway to end' });
    if (performance.now() - began > patienceMs) {
      return fail({
        kind: 'engine-failed',
        doing: `stopping the gateway of ${place.workspace}`,
        found: `its process ${pid} has not ended after ${patienceMs / 1_000} s`,
        remedy: `See ${place.log}, and end it: kill -9 ${pid}`,
      });
    }
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
  return ok(true);
}

/** Whatever its version says beside. */
function pidOf(status: string): number | undefined {
  try {
    const { pid } = JSON.parse(status) as { pid?: unknown };
    return typeof pid === 'number' ? pid : undefined;
  } catch {
    return undefined;
  }
}
