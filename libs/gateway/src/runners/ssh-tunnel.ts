import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Route, WatchedCommand } from './host.ts';
import { watchCommand } from './run-command.ts';

export interface TunnelOptions {
  /** The program and its options. */
  ssh: readonly string[];
  destination: string;
  /** Of the destination's loopback address. */
  port: number;
}

/** How long a tunnel may take to open, and how often it is tried, in milliseconds. */
const patienceMs = 20_000;
const lookMs = 50;
const settleMs = 200;

/**
 * Opens a tunnel from a free port of this machine to a port of another, and keeps it until it is closed
 * or cut. Fails with `engine-failed` and `cancelled`.
 */
export async function openTunnel(
  { ssh, destination, port }: TunnelOptions,
  signal: AbortSignal,
): Promise<Result<Route>> {
  const doing = `opening a tunnel to port ${port} of ${destination}`;
  const own = await freePort();
  const forward = `127.0.0.1:${own}:127.0.0.1:${port}`;
  const options = ['-N', '-o', 'ExitOnForwardFailure=yes', '-L', forward];
  const tunnel = watchCommand([...ssh, ...options, destination]);
  const state = { isOpen: true };
  void tunnel.ended.then(() => {
    state.isOpen = false;
  });
  const opened = await isOpened(tunnel, own, signal);
  if (opened) {
    return ok({
      url: new URL(`http://127.0.0.1:${own}`),
      get isOpen() {
        return state.isOpen;
      },
      close: () => tunnel.stop(),
    });
  }
  tunnel.stop();
  if (signal.aborted) return fail({ kind: 'cancelled', doing });
  return fail({
    kind: 'engine-failed',
    doing,
    found: tunnel.lines.join('\n') || `it is not open after ${patienceMs / 1_000} s`,
    remedy: `See that \`ssh ${destination} true\` works without a question, and that its server allows forwarding (AllowTcpForwarding).`,
  });
}

async function isOpened(tunnel: WatchedCommand, port: number, signal: AbortSignal) {
  let ended = false;
  void tunnel.ended.then(() => {
    ended = true;
  });
  const until = performance.now() + patienceMs;
  while (!ended && !signal.aborted && performance.now() < until) {
    if (await answers(port)) {
      // Another program may have taken the port: then ssh ends in a moment.
      await delay(settleMs);
      return !ended;
    }
    await delay(lookMs);
  }
  return false;
}

/** ssh listens once it is connected. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
