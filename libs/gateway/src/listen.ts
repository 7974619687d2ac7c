import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fail, ok, type Result } from '@audiobook/model/result';
import { refusalOf } from './allow-request.ts';
import { answerError } from './answer.ts';

/** Where programs are served over TCP, and which: those that have the token, if there is one. */
export interface ListenAddress {
  host: string;
  port: number;
  token?: string;
}

/** One for each call that may wait (serve-contract.ts), and others for samples and questions. */
const mostConnections = 20_000;
/** Longer than another gateway keeps one: whoever closes it first may cut off what is just being asked. */
const keepMs = 75_000;

/** How many may connect at the same moment, where the system allows so many: a gateway may ask for a whole batch. */
const backlog = 4_096;

/** Has a server listen. Rejects with the system's error. */
export async function listenOn(
  server: Server,
  where: { path: string } | { host: string; port: number },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ ...where, backlog }, resolve);
  await promise;
  server.off('error', reject);
}

/**
 * Serves programs over TCP, within limits. Fails with `engine-failed` where the address can't be listened on.
 *
 * @param answer Asked by whoever may; a bug in it ends that one answer.
 */
export async function listenForPrograms(
  { host, port, token }: ListenAddress,
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Result<{ server: Server; url: string }>> {
  const server = createServer((request, response) => {
    const refusal = isProbe(request, token) ? undefined : refusalOf(request, token);
    if (refusal !== undefined) return answerError(response, refusal.status, refusal.problem);
    Promise.try(() => answer(request, response)).catch((error: unknown) => {
      console.error(error);
      answerError(response, 500, 'the gateway has failed; its log says why');
    });
  });
  Object.assign(server, {
    keepAliveTimeout: keepMs,
    requestTimeout: 30_000,
    headersTimeout: 10_000,
    maxConnections: mostConnections,
  });
  try {
    await listenOn(server, { host, port });
  } catch (error) {
    return fail({
      kind: 'engine-failed',
      doing: `listening on ${host}:${port} for other programs`,
      found: (error as Error).message,
      remedy: 'Free the port, or choose another: "listen" in gpu-runner/pool.json, or --port.',
    });
  }
  const name = host.includes(':') ? `[${host}]` : host;
  return ok({ server, url: `http://${name}:${(server.address() as AddressInfo).port}` });
}

/** Whoever watches over a server that others can reach asks whether it lives, and has no token. */
function isProbe({ method, url }: IncomingMessage, token: string | undefined): boolean {
  return token !== undefined && method === 'GET' && url === '/health';
}
