import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { type CoreToken, CoreTokens } from '../core-tokens.ts';
import { askGateway, hanging } from './ask-gateway.ts';
import { GatewayLink } from './gateway-link.ts';
import { failureFile, type GatewayPlace } from './gateway-place.ts';
import { gatewayVersion } from './gateway-version.ts';

/** How long a gateway may take to listen, how often that is looked for, and started again, in ms. */
const patienceMs = 60_000;
const lookMs = 30;
const restartMs = 10_000;

/**
 * Connects to the gateway at a place, and starts it where none runs: of several who find none, one
 * starts it. One of another version is asked to hand over.
 *
 * Fails with what the gateway says when it can't start, such as `bad-settings` of pool.json; with
 * `engine-failed` when it neither starts nor says why; and with `cancelled`.
 */
export async function reachGateway(
  place: GatewayPlace,
  signal: AbortSignal,
): Promise<Result<GatewayLink>> {
  const starter = new Starter(place);
  try {
    return await reach(place, starter, signal);
  } finally {
    starter.release();
  }
}

async function reach(
  place: GatewayPlace,
  starter: Starter,
  signal: AbortSignal,
): Promise<Result<GatewayLink>> {
  const began = performance.now();
  let version = await gatewayVersion(place.workspace);
  while (performance.now() - began < patienceMs) {
    if (signal.aborted) return fail({ kind: 'cancelled', doing: 'looking for the gateway' });
    const opened = await open(place, version);
    if (!opened.ok) return opened;
    if (opened.value instanceof GatewayLink) return ok(opened.value);
    if (opened.value === 'other') {
      const now = await gatewayVersion(place.workspace);
      // Something changed since we looked: the gateway may be the right one.
      if (now === version) await askGateway(place, 'POST', '/gateway/hand-over');
      version = now;
    } else await starter.start();
    const failure = await starter.failure();
    if (failure !== undefined) return fail(failure);
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
  return fail(hanging(place, `it does not listen after ${patienceMs / 1_000} s`));
}

async function open(
  place: GatewayPlace,
  version: string,
): Promise<Result<GatewayLink | 'absent' | 'other'>> {
  try {
    return ok(await GatewayLink.open(place, version));
  } catch (error) {
    return fail(hanging(place, (error as Error).message));
  }
}

/** Starts the gateway, unless another process is about to. */
class Starter {
  readonly #place: GatewayPlace;
  readonly #tokens: CoreTokens;
  readonly #createdAt = Date.now();
  #token: CoreToken | undefined;
  /** When it was last started from here, or could have been. */
  #startedAt: number | undefined;

  constructor(place: GatewayPlace) {
    this.#place = place;
    this.#tokens = new CoreTokens({ cores: 1, folder: join(place.folder, 'start') });
  }

  async start(): Promise<void> {
    const now = performance.now();
    if (this.#startedAt !== undefined && now - this.#startedAt < restartMs) return;
    const isFirst = this.#startedAt === undefined;
    this.#token ??= this.#tokens.tryAcquire();
    this.#startedAt = now;
    // Whoever has the token may be stopped: it is not waited for a second time.
    if (this.#token !== undefined || !isFirst) await startGateway(this.#place);
  }

  /** Why the gateway can't start; what an earlier one has said does not count. */
  async failure(): Promise<Failure | undefined> {
    const file = failureFile(this.#place);
    try {
      if ((await stat(file)).mtimeMs < this.#createdAt) return undefined;
      return JSON.parse(await readFile(file, 'utf8')) as Failure;
    } catch {
      return undefined;
    }
  }

  release(): void {
    this.#token?.release();
  }
}

/** Through a process that ends at once, so that the gateway is no descendant of Nx's. */
async function startGateway({ workspace }: GatewayPlace): Promise<void> {
  const script = join(workspace, 'libs', 'gateway', 'src', 'start.ts');
  const starter = spawn(process.execPath, [script, workspace], { stdio: 'inherit' });
  // Where it can't be started now, it is tried again until patience ends.
  await once(starter, 'close').catch(() => undefined);
}
