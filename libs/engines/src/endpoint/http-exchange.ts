/** One HTTP request and its answer, with limits on everything. No redirect is followed. */

import {
  type ClientRequest,
  type Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestHttp,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { BodyReader } from './body-reader.ts';

export interface ExchangeLimits {
  /** Until a connection is there, TLS included. */
  connectMs: number;
  /** From then until the answer has ended. */
  answerMs: number;
}

export interface ExchangeRequest {
  method: 'GET' | 'POST' | 'DELETE';
  url: URL;
  headers: OutgoingHttpHeaders;
  /** A text goes out together with the header. */
  body?: string | Uint8Array | undefined;
  agent: HttpAgent;
  /** Bytes of a good answer. What refuses (a status of 300 and more) is cut off where it gets long. */
  longestAnswer: number;
  limits: ExchangeLimits;
  /** Any of them stops it. */
  signals: readonly AbortSignal[];
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * `unreachable`: there was no connection, so that nothing was asked. `broken`: the request went out, and
 * no whole answer came back.
 */
export type Exchanged =
  | { ok: true; answer: HttpAnswer }
  | { ok: false; problem: 'unreachable' | 'broken' | 'cancelled'; found: string };

const longestHeader = 16_384;
const longestRefusal = 8_192;
/** A kept connection that had been closed says so within a journey to the server and back. */
const staleWithinMs = 1_000;

/**
 * Sends a request and reads the whole answer. A kept connection that turns out to be closed is
 * replaced by a new one, once.
 */
export async function exchange(request: ExchangeRequest): Promise<Exchanged> {
  const first = new Attempt(request);
  const exchanged = await first.outcome;
  if (!first.staleConnection) return exchanged;
  const second = await new Attempt(request).outcome;
  // The first connection may have closed because of what was asked.
  return !second.ok && second.problem === 'unreachable' ? { ...second, problem: 'broken' } : second;
}

class Attempt {
  readonly #request: ExchangeRequest;
  readonly #outcome = Promise.withResolvers<Exchanged>();
  #outgoing: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #askedAt = 0;
  #phase: 'connecting' | 'asking' | 'answering' | 'settled' = 'connecting';
  /** Whether a kept connection was closed before any answer. */
  staleConnection = false;

  constructor(request: ExchangeRequest) {
    this.#request = request;
    if (request.signals.some(({ aborted }) => aborted)) this.#abort();
    else this.#send();
  }

  get outcome(): Promise<Exchanged> {
    return this.#outcome.promise;
  }

  #send(): void {
    const { url, method, headers, body, agent, limits, signals } = this.#request;
    const secure = url.protocol === 'https:';
    const options = { method, headers, agent, maxHeaderSize: longestHeader };
    const outgoing = (secure ? requestHttps : requestHttp)(url, options);
    this.#outgoing = outgoing;
    for (const signal of signals) signal.addEventListener('abort', this.#abort, { once: true });
    this.#limit(limits.connectMs, 'unreachable', 'no connection was there');
    outgoing.once('socket', (socket) => {
      if (outgoing.reusedSocket) this.#connected();
      else socket.once(secure ? 'secureConnect' : 'connect', () => this.#connected());
    });
    outgoing.once('response', (incoming) => this.#answered(incoming));
    outgoing.on('error', (error) => this.#failed(error));
    outgoing.end(body);
  }

  #connected(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'asking';
    this.#askedAt = performance.now();
    this.#limit(this.#request.limits.answerMs, 'broken', 'the answer had not ended');
  }

  #answered(incoming: IncomingMessage): void {
    if (this.#phase === 'settled') return;
    this.#phase = 'answering';
    const { statusCode: status = 0, headers } = incoming;
    const refuses = status >= 300;
    const longest = refuses ? longestRefusal : this.#request.longestAnswer;
    const reader = new BodyReader(longest, Number(headers['content-length'] ?? Number.NaN));
    const whole = () => this.#settle({ ok: true, answer: { status, headers, body: reader.bytes } });
    incoming.on('data', (chunk: Buffer) => {
      if (reader.add(chunk)) return;
      if (refuses) whole();
      else this.#give('broken', `its answer has no end: it had more than ${longest} bytes`);
      incoming.destroy();
    });
    incoming.once('end', whole);
    incoming.on('error', (error) => this.#failed(error));
    incoming.once('close', () => this.#give('broken', 'its answer ended too early'));
  }

  #failed(error: Error): void {
    const { code = '' } = error as NodeJS.ErrnoException;
    const closed = code === 'ECONNRESET' || code === 'EPIPE';
    if (this.#phase === 'connecting') this.#give('unreachable', describe(error, code));
    else if (this.#phase === 'answering' && closed) {
      this.#give('broken', 'the connection was lost in the middle of its answer');
    } else {
      const reused = this.#outgoing?.reusedSocket === true;
      const soon = performance.now() - this.#askedAt < staleWithinMs;
      this.staleConnection = this.#phase === 'asking' && closed && reused && soon;
      this.#give(
        'broken',
        closed ? 'the connection was lost before its answer' : describe(error, code),
      );
    }
  }

  #limit(limitMs: number, problem: 'unreachable' | 'broken', what: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#give(problem, `${what} after ${limitMs / 1_000} s`);
    }, limitMs);
  }

  readonly #abort = () => this.#give('cancelled', 'it was stopped');

  #give(problem: 'unreachable' | 'broken' | 'cancelled', found: string): void {
    if (this.#phase === 'settled') return;
    this.#settle({ ok: false, problem, found });
    this.#outgoing?.destroy();
  }

  #settle(exchanged: Exchanged): void {
    this.#phase = 'settled';
    clearTimeout(this.#timer);
    for (const signal of this.#request.signals) signal.removeEventListener('abort', this.#abort);
    this.#outcome.resolve(exchanged);
  }
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'it refuses connections: nothing listens there',
  ECONNRESET: 'the connection was closed at once',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name could not be looked up',
  EHOSTUNREACH: 'no way leads to its host',
  ENETUNREACH: 'no way leads to its network',
  ETIMEDOUT: 'no connection was there in time',
  HPE_HEADER_OVERFLOW: `the header of its answer is longer than ${longestHeader} bytes`,
};

function describe(error: Error, code: string): string {
  if (reasons[code] !== undefined) return reasons[code];
  if (code.startsWith('HPE_')) return 'its answer is not HTTP';
  return code || error.message;
}
