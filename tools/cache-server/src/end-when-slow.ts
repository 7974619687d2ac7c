import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Pace {
  /** Over how many seconds it is looked at. */
  idleSeconds: number;
  /** What has to come or go in each second on average, in 10³ bytes; at 0 a single byte is enough. */
  slowestKbPerSecond: number;
}

/**
 * What systems on the way take at once counts for so many more looks: of a client that reads slowly, but steadily,
 * nothing is seen for a while then.
 */
const looksAhead = 3;

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
  let before = passed(socket);
  let waited = false;
  let ahead = 0;
  const timer = setInterval(() => {
    const now = passed(socket);
    const [came, went] = [now.in - before.in, now.out - before.out];
    const waits = isClientsTurn(request, response);
    if (waits && waited && came + went + ahead < least) {
      clearInterval(timer);
      tell(`${came + went} bytes in ${idleSeconds} s`);
      socket.destroy();
    }
    ahead = Math.min(looksAhead * least, Math.max(0, ahead + went - least));
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

/** Bytes that came, and that went to the system; what waits in this process has not gone. */
function passed({ bytesRead, bytesWritten, writableLength }: Socket): { in: number; out: number } {
  return { in: bytesRead, out: bytesWritten - writableLength };
}
