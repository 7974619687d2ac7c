/**
 * Starts the gateway of a workspace and ends at once: what a process of Nx's starts itself, Nx ends
 * with it. If one runs already, the new one finds that out and ends.
 *
 *     node start.ts <workspace>
 */

import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import { describeFailure } from '@audiobook/model/failure';

/** The log begins anew when it is longer, in bytes. */
const longestLog = 2 ** 20;

const place = gatewayPlace(process.argv[2] ?? process.cwd());
if (!place.ok) {
  console.error(describeFailure(place.failure));
  process.exit(1);
}
const { workspace, log } = place.value;
mkdirSync(dirname(log), { recursive: true });
const isLong = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > longestLog;
const output = openSync(log, isLong ? 'w' : 'a');
spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), workspace], {
  cwd: workspace,
  env: gatewayEnvironment(workspace),
  stdio: ['ignore', output, output],
  detached: true,
}).unref();

/** What every gateway gets, whoever starts it, and the secrets that pool.json names. */
function gatewayEnvironment(root: string): NodeJS.ProcessEnv {
  const usual =
    /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|XDG_\w+|CI|NODE_COMPILE_CACHE|NODE_EXTRA_CA_CERTS|AUDIOBOOK_CORES)$/;
  // For runners: how Docker and ssh are reached, and weights.
  const reaching = /^(DOCKER_\w+|SSH_AUTH_SOCK|HF_ENDPOINT|(https?|all|no)_proxy)$/i;
  const named = secretNames(root);
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => usual.test(name) || reaching.test(name) || named.has(name),
    ),
  );
}

/** The gateway itself says what is wrong with a file that is not as it should be. */
function secretNames(root: string): Set<string> {
  let text = '';
  try {
    text = readFileSync(join(root, 'gpu-runner', 'pool.json'), 'utf8');
  } catch {
    // Without the file there are no secrets.
  }
  return new Set([...text.matchAll(/"env"\s*:\s*"([^"]+)"/g)].map(([, name = '']) => name));
}
