import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { askGateway, hanging } from './ask-gateway.ts';
import { GatewayLink } from './gateway-link.ts';
import { failureFile, type GatewayPlace, gatewayPlace } from './gateway-place.ts';
import { gatewayVersion } from './gateway-version.ts';

/** How long a gateway may take to listen, how often that is looked for, and started again, in ms. */
const patienceMs = 60_000;
const lookMs = 30;
const restartMs = 5_000;

/**
 * Connects to the gateway of a workspace, and starts it where none runs. One of another version is
 * asked to hand over.
 *
 * Fails with what the gateway says when it can't start, such as `bad-settings` of pool.json; with
 * `engine-failed` when it neither starts nor says why; and with `cancelled`.
 */
export async function reachGateway(
  workspace: string,
  signal: AbortSignal,
): Promise<Result<GatewayLink>> {
  const found = gatewayPlace(workspace);
  if (!found.ok) return found;
  const place = found.value;
  const began = performance.now();
  let started = Number.NEGATIVE_INFINITY;
  while (performance.now() - began < patienceMs) {
    if (signal.aborted) return fail({ kind: 'cancelled', doing: 'looking for the gateway' });
    const opened = await open(place);
    if (!opened.ok) return opened;
    if (opened.value instanceof GatewayLink) return ok(opened.value);
    if (opened.value === 'other') await askGateway(place, 'POST', '/gateway/hand-over');
    else if (performance.now() - started > restartMs) {
      started = performance.now();
      await rm(failureFile(place), { force: true });
      await startGateway(place);
    }
    const failure = await readFailure(place);
    if (failure !== undefined) return fail(failure);
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
  return fail(hanging(place, `it does not listen after ${patienceMs / 1_000} s`));
}

async function open(place: GatewayPlace): Promise<Result<GatewayLink | 'absent' | 'other'>> {
  try {
    return ok(await GatewayLink.open(place, await gatewayVersion(place.workspace)));
  } catch (error) {
    return fail(hanging(place, (error as Error).message));
  }
}

/** Through a process that ends at once, so that the gateway is no descendant of Nx's. */
async function startGateway({ workspace }: GatewayPlace): Promise<void> {
  const script = join(workspace, 'libs', 'gateway', 'src', 'start.ts');
  const starter = spawn(process.execPath, [script, workspace], { stdio: 'inherit' });
  await once(starter, 'close');
}

async function readFailure(place: GatewayPlace): Promise<Failure | undefined> {
  try {
    return JSON.parse(await readFile(failureFile(place), 'utf8')) as Failure;
  } catch {
    return undefined;
  }
}
