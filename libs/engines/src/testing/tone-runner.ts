/** A server of the speech contract that speaks tones, with set speeds and failures on demand. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { SpeechCall, speechHeaders, speechRequest, unknownVoice } from '../speech-contract.ts';
import type { SpeechRequest } from '../speech-engine.ts';
import { longestSample } from '../voice-sample.ts';
import { answerFault, type Fault, isImmediate, sendError, sendJson } from './tone-fault.ts';
import { ToneRows } from './tone-rows.ts';
import { ToneSamples } from './tone-samples.ts';
import { waveOf } from './tone-wave.ts';

/** Everything that a process can be told as JSON. */
export interface ToneRunnerSettings {
  /** The engine's name, which is the model that is asked for. */
  engine?: string;
  identity?: string;
  /** Asked for by every route but /health. */
  token?: string;
  /** Rows at the same time. */
  batch?: number;
  /** Of one row alone. */
  charactersPerSecond?: number;
  /** A step with r rows takes 1 + growth × (r − 1) times as long as with one. */
  growth?: number;
  /** After each start, until it is ready. */
  loadSeconds?: number;
  /** Share of the requests that are answered with 500, drawn with `seed`. */
  failureRate?: number;
  seed?: number;
  /** The speech contract refuses less than 1/60 and more than 1/2. */
  audioSecondsPerCharacter?: number;
  /** Whether it speaks with samples that it is given. */
  cloning?: boolean;
  /** How many requests may wait in line; more are answered with 429. */
  queue?: number;
  /** Seconds that pass for each second of `charactersPerSecond` and `loadSeconds`: 0.01 is fast. */
  timeScale?: number;
  /** 0: any that is free. Kept through `stop()` and `start()`. */
  port?: number;
}

export interface ToneRunnerOptions extends ToneRunnerSettings {
  /** Asked for each request: how it goes wrong, if it does. */
  fault?: (request: SpeechRequest) => Fault | undefined;
}

const defaults = {
  ...{ engine: 'tone', identity: 'tone:1', batch: 4, charactersPerSecond: 100_000, growth: 0 },
  ...{ loadSeconds: 0, failureRate: 0, seed: 1, audioSecondsPerCharacter: 1 / 16 },
  ...{ queue: 10_000, timeScale: 1, port: 0, cloning: true },
};
const longestBody = 100_000;
const deletes = 'DELETE /v1/audio/voices/';

export class ToneRunner {
  /** Reported from now on. */
  identity: string;
  /** The texts of all requests that were accepted, in the order of asking. */
  readonly requests: string[] = [];
  /** The voices that they asked for. */
  readonly voices: string[] = [];
  /** How many were answered with speech. */
  spoken = 0;
  /** What it was given to speak with. */
  readonly samples: ToneSamples;
  readonly #options: typeof defaults & ToneRunnerOptions;
  readonly #rows: ToneRows;
  readonly #random: () => number;
  #server: Server | undefined;
  #port: number;
  #readyAt = 0;

  constructor(options: ToneRunnerOptions = {}) {
    this.#options = { ...defaults, ...options };
    this.identity = this.#options.identity;
    this.samples = new ToneSamples(this.#options.cloning);
    this.#rows = new ToneRows(this.#options);
    this.#random = randomNumbers(this.#options.seed);
    this.#port = this.#options.port;
  }

  /** The most rows that there were at the same time. */
  get rowsAtOnce(): number {
    return this.#rows.mostAtOnce;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}`);
  }

  /** Speaks with another speed from now on, what is under way too. */
  setSpeed(charactersPerSecond: number): void {
    this.#rows.setSpeed(charactersPerSecond);
  }

  /** Listens, on the same port as before if it did before. */
  async start(): Promise<URL> {
    const { loadSeconds, timeScale } = this.#options;
    const server = createServer((request, response) => this.#answer(request, response));
    server.on('connection', (socket: Socket) => socket.setNoDelay(true));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    await promise;
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#readyAt = performance.now() + 1_000 * loadSeconds * timeScale;
    return this.url;
  }

  /** Closes everything as the end of a process does: connections are lost, and new ones refused. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#rows.clear();
    this.samples.lose();
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const route = `${request.method} ${request.url}`;
    const { token } = this.#options;
    const known = token === undefined || request.headers.authorization === `Bearer ${token}`;
    if (route === 'GET /health') sendJson(response, 200, { status: 'ok' });
    else if (!known) sendError(response, 401, 'the token is wrong');
    else if (route === 'GET /ready') this.#tellState(response);
    else if (route === 'GET /v1/audio/voices') {
      const voices = ['tone', ...this.samples.voices].map((id) => ({ id, name: id }));
      sendJson(response, 200, { voices });
    } else if (route === 'POST /v1/audio/voices') {
      readBody(request, longestSample, (body) => this.samples.take(body, response));
    } else if (route.startsWith(deletes)) {
      this.samples.remove(route.slice(deletes.length), response);
    } else if (route === 'POST /v1/audio/speech') {
      readBody(request, longestBody, (body) => this.#hear(body.toString('utf8'), response));
    } else sendError(response, 404, `there is no route ${route}`);
  }

  get #isReady(): boolean {
    return performance.now() >= this.#readyAt;
  }

  #tellState(response: ServerResponse): void {
    const { engine: id, batch } = this.#options;
    const ready = this.#isReady;
    const models = ready ? [{ id, identity: this.identity, batch }] : [];
    const detail = ready ? {} : { detail: 'its model is not loaded yet' };
    sendJson(response, ready ? 200 : 503, { ready, models, ...detail });
  }

  #hear(body: string, response: ServerResponse): void {
    const { engine, queue } = this.#options;
    const call = parseCall(body);
    if (!this.#isReady) sendError(response, 503, 'the model is not loaded yet');
    else if (typeof call === 'string') sendError(response, 400, call);
    else if (call.model !== engine) sendError(response, 404, `there is no model "${call.model}"`);
    else if (this.samples.lacks(call.voice)) {
      sendError(response, 404, `there is no voice ${call.voice}`, unknownVoice);
    } else if (!this.#rows.hasPlace && this.#rows.waiting >= queue) {
      response.setHeader('retry-after', 1);
      sendError(response, 429, 'the line is full');
    } else this.#speak(speechRequest(call, 'und'), response);
  }

  #speak(request: SpeechRequest, response: ServerResponse): void {
    const { fault, failureRate } = this.#options;
    this.requests.push(request.spoken);
    this.voices.push(request.voice);
    const wrong = this.#random() < failureRate ? failing : fault?.(request);
    if (wrong && isImmediate(wrong)) {
      answerFault(response, wrong, request);
      return;
    }
    const remove = this.#rows.add(request.spoken.length, (seconds) => {
      response.off('close', remove);
      if (wrong) answerFault(response, wrong, request);
      else this.#send(response, request, seconds);
    });
    response.once('close', remove);
  }

  #send(response: ServerResponse, request: SpeechRequest, seconds: number): void {
    const { head, tone, audioSeconds } = waveOf(request, this.#options.audioSecondsPerCharacter);
    this.spoken++;
    response.writeHead(200, {
      'content-type': 'audio/wav',
      'content-length': head.length + tone.length,
      [speechHeaders.audioSeconds]: audioSeconds.toFixed(3),
      [speechHeaders.generationSeconds]: seconds.toFixed(6),
      [speechHeaders.implementation]: 'tone runner 1',
      [speechHeaders.model]: this.identity,
      [speechHeaders.seed]: request.seed,
    });
    response.write(head);
    response.end(tone);
  }
}

const failing: Fault = { status: 500, message: 'it fails now and then' };

/** The call in a body, or what is wrong with it. */
function parseCall(body: string): SpeechCall | string {
  try {
    const call = SpeechCall.safeParse(JSON.parse(body));
    return call.success ? call.data : call.error.issues.map(({ message }) => message).join('; ');
  } catch {
    return 'the body is not JSON';
  }
}

function readBody(request: IncomingMessage, most: number, done: (body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  let length = 0;
  request.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length > most) request.destroy();
    else pieces.push(piece);
  });
  request.once('end', () => done(Buffer.concat(pieces)));
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruence; Numerical Recipes, 7.1). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
