/**
 * A tone runner that is told what it is as gpu-runner's program is: by the environment. Tests start it in place
 * of Python. Engine options, beside those of `ToneRunnerSettings`: `neverReady`, and `diesAtStart` with what it
 * says.
 */

import { readFileSync } from 'node:fs';
import { ToneRunner, type ToneRunnerSettings } from '@audiobook/engines/testing/tone-runner';

interface Options extends ToneRunnerSettings {
  neverReady?: boolean;
  diesAtStart?: string;
}

const { env } = process;
const tokenFile = /--token-file=(.*)/.exec(process.argv.join('\n'))?.[1] ?? '';
const idleSeconds = Number(env.AUDIOBOOK_RUNNER_IDLE_SECONDS);
const { neverReady, diesAtStart, ...options } = JSON.parse(
  env.AUDIOBOOK_RUNNER_OPTIONS ?? '{}',
) as Options;
if (diesAtStart !== undefined) {
  console.error(diesAtStart);
  process.exit(70);
}
const runner = new ToneRunner({
  ...options,
  ...(neverReady && { loadSeconds: 1e6 }),
  ...(env.AUDIOBOOK_RUNNER_BATCH && { batch: Number(env.AUDIOBOOK_RUNNER_BATCH) }),
  token: readFileSync(tokenFile, 'utf8').trim(),
  port: Number(env.AUDIOBOOK_RUNNER_PORT),
});
console.log(JSON.stringify({ url: await runner.start() }));
console.error(`the lease is ${env.AUDIOBOOK_RUNNER_LEASE}`);
let asked = 0;
let since = performance.now();
setInterval(() => {
  if (runner.requests.length !== asked) since = performance.now();
  asked = runner.requests.length;
  if (performance.now() - since > idleSeconds * 1_000) process.exit(0);
}, 50);
