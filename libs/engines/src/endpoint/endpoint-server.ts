/** A server at an address: what it is asked, and what its refusals and failures are to us. */

import { Agent as HttpAgent, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { type GoodAnswer, goodAnswer } from './answer-failure.ts';
import { type ExchangeLimits, exchange, type HttpAnswer } from './http-exchange.ts';

export interface ServerOptions {
  url: URL;
  /** An IP address to connect to instead of looking the host name up. */
  address?: string;
  /** Asked for every request. */
  token?: () => Promise<Result<string | undefined>>;
}

export interface Question {
  /** Below the base address. */
  route: string;
  /** Sent as JSON; a question without this and `file` is a GET. */
  json?: unknown;
  /** Sent as it is. */
  file?: { type: string; bytes: Uint8Array };
  /** By default what is usual with or without a body. */
  method?: 'DELETE';
  /** Beside those that every question has. */
  headers?: OutgoingHttpHeaders;
  /** What is being done, as failures say. */
  doing: string;
  /** Bytes. */
  longestAnswer: number;
  limits: ExchangeLimits;
  signals: readonly AbortSignal[];
  /** Whether what is asked is a text, which may itself be why the server fails. */
  speaks: boolean;
  /** Refusals that are taken as answers. */
  accepts?: (answer: HttpAnswer) => boolean;
}

/** Below the five seconds after which uvicorn, which most of these servers run on, closes a connection. */
const idleMs = 4_000;
/** Of a fleet, a whole batch may end at the same time, and the next is asked for at once. */
const mostKept = 4_096;

export class EndpointServer {
  /** The base address, without credentials. */
  readonly shown: string;
  /** The same, with the address that stands for the host name: one server of those behind it. */
  readonly place: string;
  readonly #base: URL;
  readonly #agent: HttpAgent;
  readonly #token: NonNullable<ServerOptions['token']>;

  constructor({ url, address, token }: ServerOptions) {
    const path = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
    this.#base = new URL(url);
    this.#base.pathname = `${path}/`;
    this.shown = `${url.protocol}//${url.host}${path}`;
    this.place = address === undefined ? this.shown : `${this.shown} at ${address}`;
    const Agent = url.protocol === 'https:' ? HttpsAgent : HttpAgent;
    const lookup = address === undefined ? {} : { lookup: alwaysTo(address) };
    this.#agent = new Agent({
      ...{ keepAlive: true, timeout: idleMs, scheduling: 'lifo', maxFreeSockets: mostKept },
      ...lookup,
    });
    this.#token = token ?? (async () => ok(undefined));
  }

  /**
   * Asks, and gives the good answer (a status of 200 to 299, or what the question accepts). Fails as `goodAnswer()` says, and with what
   * `token` fails with.
   */
  async ask(question: Question): Promise<Result<GoodAnswer>> {
    const { route, json, file, doing, longestAnswer, limits, signals } = question;
    const token = await this.#token();
    if (!token.ok) return token;
    if (/[^\x21-\x7e]/.test(token.value ?? '')) return fail(this.#unfitToken(doing));
    const body = file?.bytes ?? (json === undefined ? undefined : JSON.stringify(json));
    const exchanged = await exchange({
      method: question.method ?? (body === undefined ? 'GET' : 'POST'),
      url: new URL(route, this.#base),
      headers: {
        ...question.headers,
        accept: json === undefined ? 'application/json, */*' : 'audio/wav',
        ...(body && {
          'content-type': file?.type ?? 'application/json',
          'content-length': Buffer.byteLength(body),
        }),
        ...(token.value && { authorization: `Bearer ${token.value}` }),
      },
      ...{ body, agent: this.#agent, longestAnswer, limits, signals },
    });
    return goodAnswer(exchanged, { ...question, secret: token.value });
  }

  /** The address of a route, as a user may type it. */
  addressOf(route: string): string {
    return `${this.shown}/${route}`;
  }

  /** Ends the kept connections, those in use as well. */
  close(): void {
    this.#agent.destroy();
  }

  #unfitToken(doing: string): Failure {
    return {
      kind: 'bad-request',
      doing,
      found: 'its token has spaces, line breaks or other characters that a header cannot have',
      remedy: 'write the token alone where gpu-runner/pool.json says that it is',
    };
  }
}

function alwaysTo(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
