/**
 * Starts the sender of a message and ends at once: what a process of Nx's starts itself, Nx ends
 * with it.
 *
 *     node start-sender.ts <workspace> <id>
 */

import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { openMessagesLog } from './messages-log.ts';

const [, , workspace = process.cwd(), id = ''] = process.argv;
const output = openSync(openMessagesLog(workspace).file, 'a');
spawn(process.execPath, [join(import.meta.dirname, 'sender.ts'), workspace, id], {
  cwd: workspace,
  stdio: ['ignore', output, output],
  detached: true,
}).unref();
