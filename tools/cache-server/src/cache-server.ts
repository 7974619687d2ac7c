import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fail, ok, type Result } from '@audiobook/model/result';
import { shortText } from '@audiobook/model/short-text';
import { Allotment } from './allotment.ts';
import { allowRequest } from './allow-request.ts';
import { answerJson, refuse } from './answer.ts';
import { endWhenSlow } from './end-when-slow.ts';
import { routeOf } from './route.ts';
import type { ServerParts } from './server-parts.ts';
import type { Limits } from './settings.ts';
import type { EntryStore } from './store/entry-store.ts';
import { StoreSpace } from './store-space.ts';
import { UploadTurns } from './upload-turns.ts';

export interface CacheServerOptions {
  store: EntryStore;
  /** Signs tokens. */
  key: Buffer;
  limits: Limits;
  log: (line: string) => void;
}

/** Bytes of takes in memory at a time; more than the largest take. */
const takesInMemory = 2 ** 29;
/** Of takes on their way to whoever reads them. */
const takesBeingSent = 2 ** 26;
/** Longer than Nx's client keeps a connection that nothing is asked on, in milliseconds. */
const keepAliveMs = 120_000;
/** How often what killed servers left is looked for, and what there is counted, in milliseconds. */
const tidyMs = 60 * 60 * 1_000;

/** Nx's remote cache and the shared takes over HTTP. */
export class CacheServer {
  readonly #key: Buffer;
  readonly #parts: ServerParts;
  readonly #server: Server;
  #tidying: NodeJS.Timeout | undefined;
  readonly #ending = new AbortController();
  #starting: Promise<unknown> = Promise.resolve();

  constructor({ store, key, limits, log }: CacheServerOptions) {
    this.#key = key;
    const most = {
      artefacts: limits.artefactsGb * 1e9,
      ...(limits.takesGb !== undefined && { takes: limits.takesGb * 1e9 }),
    };
    this.#parts = {
      ...{ store, limits, log, space: new StoreSpace(store, most, log) },
      ...{ turns: new UploadTurns(limits.uploads), memory: new Allotment(takesInMemory) },
      sending: new Allotment(takesBeingSent),
    };
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      void this.#answer(request, response);
    this.#server = createServer(
      {
        // Bodies may take their time, within a pace of their own.
        ...{ requestTimeout: 0, headersTimeout: limits.idleSeconds * 1_000 },
        ...{
          connectionsCheckingInterval: 500,
          keepAliveTimeout: keepAliveMs,
          maxHeaderSize: 16_384,
        },
      },
      answer,
    );
    this.#server.maxConnections = limits.connections;
    // Whoever asks first whether it may send a body is told before it does.
    this.#server.on('checkContinue', answer);
  }

  /** Counts what there is, and listens. Returns its address; `cancelled` where it was told to end before. */
  async start(host: string, port: number): Promise<Result<string>> {
    const starting = this.#start(host, port);
    this.#starting = starting.catch(() => undefined);
    return await starting;
  }

  async #start(host: string, port: number): Promise<Result<string>> {
    const doing = `starting the cache server on ${host}:${port}`;
    const { store, space } = this.#parts;
    const problem = await store.prepare();
    if (problem !== undefined) {
      const remedy = 'Correct cache-server.json, or the store that it names.';
      return fail({ kind: 'bad-request', doing, found: `${store.place}: ${problem}`, remedy });
    }
    await store.sweep();
    await space.count(this.#ending.signal);
    if (this.#ending.signal.aborted) return fail({ kind: 'cancelled', doing });
    this.#server.listen({ host, port });
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      const remedy = 'Free the port, or choose another: "port" in cache-server.json, or --port=.';
      return fail({ kind: 'bad-request', doing, found: (error as Error).message, remedy });
    }
    this.#tidying = setInterval(() => void this.#tidy(), tidyMs).unref();
    const name = host.includes(':') ? `[${host}]` : host;
    return ok(`http://${name}:${(this.#server.address() as AddressInfo).port}`);
  }

  /** Takes no more connections, ends those on which nothing is under way, and waits for the others. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#starting;
    clearInterval(this.#tidying);
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    const late = setTimeout(
      () => this.#server.closeAllConnections(),
      this.#parts.limits.endSeconds * 1_000,
    );
    await closed;
    clearTimeout(late);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { limits, log } = this.#parts;
    const { socket } = request;
    endWhenSlow(request, response, limits, (reason) =>
      log(`ended a connection of ${socket.remoteAddress}: ${reason}`),
    );
    // The client may go at any time.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (this.#ending.signal.aborted) response.setHeader('connection', 'close');
    response.once('close', () => {
      if (this.#ending.signal.aborted) setImmediate(() => this.#server.closeIdleConnections());
    });
    try {
      await this.#route(request, response);
    } catch (error) {
      log(`${request.method} ${shortText(request.url)}: ${(error as Error).stack}`);
      refuse(
        { request, response },
        statusOfFailure(request),
        'the cache server has failed; its log says why',
        { toEnd: true },
      );
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    if (url === '/health' && method === 'GET') return answerJson(response, 200, { status: 'ok' });
    const allowed = await allowRequest(request, this.#key, this.#parts.store);
    if ('refused' in allowed) {
      response.setHeader('www-authenticate', 'Bearer');
      return refuse({ request, response }, 401, allowed.refused);
    }
    const route = routeOf(method, url);
    if ('status' in route) return refuse({ request, response }, route.status, route.message);
    await route.answer({ request, response, access: allowed.access }, this.#parts);
  }

  async #tidy(): Promise<void> {
    try {
      await this.#parts.store.sweep();
      await this.#parts.space.count();
    } catch (error) {
      this.#parts.log(`tidying up: ${(error as Error).message}`);
    }
  }
}

/** Nx fails what it can neither get nor put, but for these: a cache that is out of order stops no book. */
function statusOfFailure({ url, method }: IncomingMessage): number {
  if (!url?.startsWith('/v1/cache/')) return 500;
  return method === 'GET' ? 404 : 403;
}
