/**
 * A child for the embedded engine that does what the text says, and otherwise answers with its
 * process id as samples (4 bytes).
 */

import { existsSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '@audiobook/files/process-owner';
import { nextRequest, sendAnswer } from '../answer-requests.ts';
import { endWithParent } from '../end-with-parent.ts';

endWithParent();

/** Where children leave a file each, named after their process id, if that is to be watched. */
const folder = process.env.FIXTURE_CHILDREN;
if (folder) writeFileSync(join(folder, String(process.pid)), '');

const kept: Buffer[] = [];
sendAnswer({ ready: true });
for (;;) {
  const request = nextRequest() as { text: string } | undefined;
  if (!request) process.exit();
  obey(request.text);
  if (request.text === 'stutter') sendAnswer({ sampleRate: 8_000, seconds: 0, rss: 0 });
  const pcm = Buffer.alloc(8);
  pcm.writeUInt32LE(process.pid);
  pcm.writeUInt32LE(countSiblings(), 4);
  const claimed = /^claim (\d+)$/.exec(request.text)?.[1];
  const rss = claimed === undefined ? process.memoryUsage.rss() : Number(claimed) * 1e6;
  sendAnswer({ sampleRate: 8_000, seconds: 0.001, rss }, pcm);
}

function obey(text: string): void {
  const [, order, argument = ''] = /^(\w+)(?: (.*))?$/.exec(text) ?? [];
  if (order === 'throw') throw new RangeError(`could not ${argument}`);
  if (order === 'die') process.kill(process.pid, 'SIGKILL');
  if (order === 'dieonce' && !existsSync(argument)) {
    writeFileSync(argument, '');
    process.kill(process.pid, 'SIGKILL');
  }
  if (order === 'babble') writeSync(3, 'Segmentation fault');
  if (order === 'babble' || order === 'hang') for (;;);
  if (order === 'meet') {
    writeFileSync(join(argument, String(process.pid)), '');
    while (readdirSync(argument).length < 2);
  }
  if (order === 'grow') kept.push(Buffer.alloc(Number(argument) * 1e6, 1));
}

/** How many children live at this moment, this one among them. */
function countSiblings(): number {
  if (!folder) return 1;
  const alive = (pid: number) => isRunning({ pid, started: null });
  return readdirSync(folder).map(Number).filter(alive).length;
}
