import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Pace {
  /** Over how many seconds it is looked at. */
  idleSeconds: number;
  /** What has to come or go in each second on average, in 10³ bytes; at 0 a single byte is enough. */
  slowestKbPerSecond: number;
}

/**
 * Ends a connection while its request or its answer is under way, and too little comes and goes: neither a client
 * that says nothing more nor one that sends a byte now and then keeps anything of the server's. Time that the server
 * takes itself is not the client's.
 */
export function endWhenSlow(
  request: IncomingMessage,
  response: ServerResponse,
  { idleSeconds, slowestKbPerSecond }: Pace,
  tell: (reason: string) => void,
): void {
  const { socket } = request;
  const least = Math.max(1, idleSeconds * slowestKbPerSecond * 1_000);
  let before = bytesOf(socket);
  let waited = false;
  const timer = setInterval(() => {
    const now = bytesOf(socket);
    const waits = isClientsTurn(request, response);
    if (waits && waited && now - before < least) {
      clearInterval(timer);
      tell(`${now - before} bytes in ${idleSeconds} s`);
      socket.destroy();
    }
    before = now;
    waited = waits;
  }, idleSeconds * 1_000);
  timer.unref();
  let open = 2;
  for (const message of [request, response]) {
    message.once('close', () => {
      open -= 1;
      if (open === 0) clearInterval(timer);
    });
  }
}

/** Whether its body is being read, or an answer is on its way to it. */
function isClientsTurn(request: IncomingMessage, response: ServerResponse): boolean {
  const reads = !request.complete && request.readableFlowing !== null;
  return reads || (response.headersSent && !response.writableFinished);
}

function bytesOf({ bytesRead, bytesWritten }: Socket): number {
  return bytesRead + bytesWritten;
}
