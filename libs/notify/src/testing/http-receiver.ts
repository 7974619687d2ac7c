import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call that a receiver got. */
export interface ReceivedCall {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** When, in milliseconds since 1970. */
  at: number;
}

/** How a call is answered: a status, or whatever the function does. */
export type ReceiverAnswer =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang';

/** A server that keeps the calls that it gets, and answers them one after another as told; then with 200. */
export class HttpReceiver {
  readonly calls: ReceivedCall[] = [];
  readonly #answers: ReceiverAnswer[];
  readonly #usual: ReceiverAnswer;
  readonly #server = createServer(async (request, response) => {
    const body = await text(request);
    const { method = '', url: path = '', headers } = request;
    this.calls.push({ method, path, headers, body, at: Date.now() });
    answerWith(response, this.#answers.shift() ?? this.#usual);
  });

  /** @param usual What it answers when it has no other answers left. */
  constructor(
    answers: readonly ReceiverAnswer[] = [],
    usual: ReceiverAnswer = { status: 200, body: 'ok' },
  ) {
    this.#answers = [...answers];
    this.#usual = usual;
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** Where it listens, such as http://127.0.0.1:1234. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    if (this.#server.listening) await once(this.#server, 'close');
  }
}

function answerWith(response: ServerResponse, answer: ReceiverAnswer): void {
  if (answer === 'hang') return;
  response.writeHead(answer.status, answer.headers).end(answer.body);
}
