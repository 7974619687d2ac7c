import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import { onTestFinished } from 'vitest';
import { httpTakeServer } from '../shared-takes/http-take-server.ts';
import type { TakeServer } from '../shared-takes/take-server.ts';

/** A server of shared takes that keeps what it is given in memory, and misbehaves as it is told. */
export class TakeServerDouble {
  readonly files = new Map<string, Buffer>();
  /** `POST /v1/takes/which`, in the order in which they came. */
  readonly requests: string[] = [];
  writable = true;
  writer = 'agent one';
  /** Answers to come instead of its own; undefined breaks the connection off. */
  readonly instead: ({ status: number; body?: string; headers?: object } | undefined)[] = [];
  url = '';
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  /** Listens until the test is over. */
  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    onTestFinished(async () => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
  }

  /** A client of it, which asks again soon. */
  client(token: () => Promise<Result<string>> = async () => ok('secret')): TakeServer {
    return httpTakeServer({ url: this.url, token, waits: [0.01, 0.02], timeoutMs: 2_000 });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    const body = await buffer(request);
    this.requests.push(`${method} ${url}`);
    if (this.instead.length > 0) {
      const instead = this.instead.shift();
      if (instead === undefined) response.destroy();
      else response.writeHead(instead.status, { ...instead.headers }).end(instead.body);
      return;
    }
    if (request.headers.authorization !== 'Bearer secret') {
      response.writeHead(401).end('{"error":{"message":"the token does not hold"}}');
      return;
    }
    if (url === '/v1/takes/which') {
      const { keys } = JSON.parse(body.toString());
      const held = keys.filter((key: string) => this.files.has(key));
      response.writeHead(200).end(JSON.stringify({ keys: held, writable: this.writable }));
      return;
    }
    const key = TakeKey.parse(url.split('/').at(-1));
    const file = this.files.get(key);
    if (method === 'PUT') {
      if (!file) this.files.set(key, body);
      response.writeHead(file ? 200 : 201).end('{}');
    } else if (file) {
      const writer = encodeURIComponent(this.writer);
      response.writeHead(200, { 'x-audiobook-writer': writer }).end(file);
    } else response.writeHead(404).end('{"error":{"message":"there is none"}}');
  }
}
