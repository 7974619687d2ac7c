/**
 * The gateway's process.
 *
 *     node main.ts <workspace>                                    in the background, by start.ts
 *     node main.ts <workspace> --foreground [--host=] [--port=]   for `gpu-runner:serve`
 */

import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CoreToken } from '@audiobook/engines/core-tokens';
import { askGateway } from '@audiobook/engines/gateway/ask-gateway';
import { failureFile, gatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import { gatewayVersion } from '@audiobook/engines/gateway/gateway-version';
import { describeFailure, type Failure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import { claimPlace } from './claim-place.ts';
import { configure } from './configure.ts';
import { followPool } from './follow-pool.ts';
import { Gateway } from './gateway.ts';
import { GatewaySamples } from './gateway-samples.ts';
import { openSpool } from './open-spool.ts';

/** How a foreground gateway ends that is to be started again, with what pool.json says now. */
const startAgain = 75;
/** How often a foreground gateway asks whether the place is free, in milliseconds. */
const lookMs = 20;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    foreground: { type: 'boolean', default: false },
    host: { type: 'string' },
    port: { type: 'string' },
  },
});
const place = orEnd(gatewayPlace(positionals[0] ?? process.cwd()));
const { foreground, host, port } = values;
const spool = openSpool(place);
const samples = new GatewaySamples(place.workspace, spool);
const configuration = () => configure({ ...place, spool, samples }, { foreground, host, port });
const version = await gatewayVersion(place.workspace);
const options = orEnd(await configuration());
const token = await claim();
const gateway = new Gateway({
  ...{ place, token, version, spool, samples, log: say },
  ...options,
  async problem() {
    const configured = await configuration();
    return configured.ok ? undefined : configured.failure;
  },
});

const listening = await gateway.start();
if (!listening.ok) {
  // In the background it is there for the workspace all the same.
  if (foreground) {
    await gateway.end('hand-over');
    end(listening.failure);
  }
  say(describeFailure(listening.failure));
}
rmSync(failureFile(place), { force: true });
say(`the gateway of ${place.workspace} listens${gateway.url === null ? '' : ` on ${gateway.url}`}`);

let exitCode = 0;
const pool = followPool(place.workspace, {
  changed() {
    say('pool.json has changed: the next gateway goes on');
    if (foreground) exitCode = startAgain;
    void gateway.end('hand-over');
  },
  unusable: (message) => say(`the slots stay as they are. ${message}`),
});
let interrupted: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted ??= performance.now();
    // A terminal and Nx may both send the first.
    if (performance.now() - interrupted > 1_000) process.exit(1);
    say(`${signal}: ends what is under way`);
    void gateway.end(signal === 'SIGINT' ? 'stop' : 'hand-over');
  });
}
// Whoever serves in a terminal that is gone serves nobody.
const parent = process.ppid;
if (foreground) {
  setInterval(() => process.ppid === parent || gateway.end('hand-over'), 1_000).unref();
}
await gateway.ended;
pool.stop();
say('the gateway has ended');
process.exit(exitCode);

/** A background gateway gives way to one that runs; a foreground one asks it to hand over. */
async function claim(): Promise<CoreToken> {
  let claimed = claimPlace(place);
  if (claimed === undefined && !foreground) {
    say('another gateway of this workspace runs');
    spool.remove();
    process.exit(0);
  }
  if (claimed === undefined) say('another gateway of this workspace runs: it hands over');
  while (claimed === undefined) {
    await askGateway(place, 'POST', '/gateway/hand-over');
    await delay(lookMs);
    claimed = claimPlace(place);
  }
  return claimed;
}

function orEnd<T>(result: Result<T>): T {
  return result.ok ? result.value : end(result.failure);
}

/** Whoever waits for a background gateway is told why it does not start. */
function end(failure: Failure): never {
  say(describeFailure(failure));
  const own = gatewayPlace(positionals[0] ?? process.cwd());
  if (own.ok && !values.foreground) {
    writeFileSync(failureFile(own.value), JSON.stringify(failure), { mode: 0o600 });
  }
  process.exit(1);
}

function say(text: string): void {
  console.log(`${new Date().toISOString()} ${text}`);
}
