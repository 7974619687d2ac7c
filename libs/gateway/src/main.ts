/**
 * The gateway's process.
 *
 *     node main.ts <workspace>                                    in the background, by start.ts
 *     node main.ts <workspace> --foreground [--host=] [--port=]   for `gpu-runner:serve`
 */

import { rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { failureFile, gatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import { gatewayVersion } from '@audiobook/engines/gateway/gateway-version';
import { describeFailure, type Failure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import { configure } from './configure.ts';
import { followPool } from './follow-pool.ts';
import { Gateway } from './gateway.ts';

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
const options = orEnd(await configure(place.workspace, { foreground, host, port }));
const gateway = new Gateway({
  place,
  version: await gatewayVersion(place.workspace),
  ...options,
});

const listening = await gateway.start();
if (!listening.ok) {
  say(describeFailure(listening.failure));
  if (foreground) {
    await gateway.end('hand-over');
    process.exit(1);
  }
} else if (!listening.value) {
  say('another gateway of this workspace runs');
  process.exit(foreground ? 1 : 0);
}
rmSync(failureFile(place), { force: true });
say(`the gateway of ${place.workspace} listens${gateway.url === null ? '' : ` on ${gateway.url}`}`);

const pool = followPool(place.workspace, {
  changed() {
    say('pool.json has changed: the next gateway goes on');
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
process.exit(0);

/** Whoever waits for the gateway is told why it does not start. */
function orEnd<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  end(result.failure);
}

function end(failure: Failure): never {
  say(describeFailure(failure));
  const own = gatewayPlace(positionals[0] ?? process.cwd());
  if (own.ok) writeFileSync(failureFile(own.value), JSON.stringify(failure), { mode: 0o600 });
  process.exit(1);
}

function say(text: string): void {
  console.log(`${new Date().toISOString()} ${text}`);
}
