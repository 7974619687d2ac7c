/**
 * A process that takes a token and holds it until a line comes on standard input, again and again.
 * Arguments: the tokens' folder, how many cores there are, and ports, one a core. Prints `asking`,
 * `held` and `released`; while it holds a token it listens on one of the ports, and when there are
 * more holders than ports it prints `too many`. The line `die` kills it while it has the token; its
 * port is free before, since the system may hold on to that for longer than to the process.
 */

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { CoreTokens } from '../core-tokens.ts';

const [folder = '', cores = '', ...ports] = process.argv.slice(2);
const tokens = new CoreTokens({ folder, cores: Number(cores) });
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

for (;;) {
  console.log('asking');
  const token = await tokens.acquire(new AbortController().signal);
  if (!token.ok) throw new Error(JSON.stringify(token.failure));
  const server = await listen();
  console.log(ports.length === 0 || server ? 'held' : 'too many');
  const order = await lines.next();
  if (order.done) break;
  await server?.[Symbol.asyncDispose]();
  if (order.value === 'die') process.kill(process.pid, 'SIGKILL');
  token.value.release();
  console.log('released');
  if ((await lines.next()).done) break;
}

async function listen(): Promise<Server | undefined> {
  for (const port of ports) {
    const server = createServer().listen(Number(port), '127.0.0.1');
    const listening = once(server, 'listening').then(() => true);
    if (await listening.catch(() => false)) return server;
  }
  return undefined;
}
