/**
 * Sends one message of a workspace's outbox, and ends.
 *
 *     node sender.ts <workspace> <id>
 */

import { openMessagesLog } from './messages-log.ts';
import { sendJob } from './send-job.ts';

const [, , workspace = process.cwd(), id = ''] = process.argv;
const stop = new AbortController();
for (const ending of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(ending, () => stop.abort());
}
const { log } = openMessagesLog(workspace);
await sendJob(workspace, id, { signal: stop.signal, log });
// Nothing that a receiver holds open keeps this process.
process.exit(0);
