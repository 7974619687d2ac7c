/** The engine behind a slot that is a server elsewhere: any server of the speech contract. */

import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { excerpt } from '../excerpt.ts';
import { fromHeader, speechHeaders } from '../speech-contract.ts';
import type { SpeechEngine, SpeechRequest, SpokenSegment } from '../speech-engine.ts';
import { type Dialect, type DialectName, dialects, type ServerVoice } from './dialect.ts';
import { EndpointServer, type ServerOptions } from './endpoint-server.ts';
import { oneLine } from './one-line.ts';
import { longestSpokenAnswer, spokenAnswer } from './spoken-answer.ts';

/** What is waited for, in milliseconds. */
export interface EndpointLimits {
  /** For a connection. */
  connectMs: number;
  /** For an answer on the server's state. */
  probeMs: number;
  /** For speech: its whole answer, with the time that it waits in the server's own line. */
  answerMs: number;
}

export interface EndpointOptions extends ServerOptions {
  dialect: DialectName;
  /** The engine's name in voices. */
  engine: string;
  /** What is sent as `model`; else the dialect's usual. */
  serverModel?: string;
  /** The model's identity, for servers that report none. */
  identity?: string;
  /** How many segments it speaks at the same time; else what the server reports, else the dialect's usual. */
  batch?: number;
  limits?: Partial<EndpointLimits>;
}

const defaultLimits: EndpointLimits = { connectMs: 5_000, probeMs: 10_000, answerMs: 120_000 };
/** Bytes of an answer that is no speech, such as a list of voices. */
const longestList = 1_000_000;

export class EndpointEngine implements SpeechEngine {
  readonly name: string;
  readonly #options: EndpointOptions;
  readonly #dialect: Dialect;
  readonly #model: string;
  readonly #limits: EndpointLimits;
  readonly #server: EndpointServer;
  readonly #closing = new AbortController();
  #reported: { identity?: string; batch?: number } = {};
  #voices: ServerVoice[] = [];

  constructor(options: EndpointOptions) {
    this.name = options.engine;
    this.#options = options;
    this.#dialect = dialects[options.dialect];
    this.#model = options.serverModel ?? this.#dialect.serverModel ?? options.engine;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#server = new EndpointServer(options);
  }

  /** How many segments the server speaks at the same time, as far as is known. */
  get batch(): number {
    return this.#options.batch ?? this.#reported.batch ?? this.#dialect.batch;
  }

  get concurrency(): number {
    return this.batch;
  }

  /**
   * Asks the server whether it is ready, and for its model and batch. Gives the identity that it
   * reports, else the declared one.
   *
   * Fails with `engine-failed` when it can't be reached or is not ready, and with `bad-request` when
   * it reports no identity and none is declared.
   */
  async identity(): Promise<Result<string>> {
    const doing = `asking ${this.#server.shown} whether it is ready`;
    const answer = await this.#look(this.#dialect.stateRoute, doing, [this.#closing.signal]);
    if (!answer.ok) return answer;
    const state = this.#dialect.state(answer.value, this.#model);
    if (!state.ready) return fail(notReady(doing, state));
    const { identity, batch } = state;
    this.#reported = { ...(identity && { identity }), ...(batch && { batch }) };
    const known = identity ?? this.#options.identity;
    return known === undefined ? fail(this.#undeclared(doing)) : ok(known);
  }

  /**
   * Speaks one segment: see the port. Failures of the server are `engine-failed`, with `begun` where this
   * text may be why; `engine-busy` where it has too much to do.
   */
  async speak(request: SpeechRequest, signal: AbortSignal): Promise<Result<SpokenSegment>> {
    const doing = `having ${this.#server.shown} speak “${excerpt(request.spoken)}”`;
    const signals = [signal, this.#closing.signal];
    if (signals.some(({ aborted }) => aborted)) return fail({ kind: 'cancelled', doing });
    const problem =
      this.#problem(request, doing) ?? (await this.#voiceProblem(request, doing, signals));
    if (problem !== undefined) return fail(problem);
    const began = performance.now();
    const answer = await this.#server.ask({
      ...{ route: 'v1/audio/speech', json: this.#dialect.body(this.#model, request), doing },
      limits: { connectMs: this.#limits.connectMs, answerMs: this.#limits.answerMs },
      ...{ longestAnswer: longestSpokenAnswer(request), signals, speaks: true },
    });
    if (!answer.ok) return answer;
    const said = answer.value.headers[speechHeaders.model];
    const model = said === undefined ? undefined : fromHeader(`${said}`);
    if (this.#isOther(model)) {
      return fail(otherModel(doing, `${model}`, `${this.#reported.identity}`));
    }
    const implementation = [this.#options.dialect, this.#model].filter(Boolean).join(' ');
    const seconds = (performance.now() - began) / 1_000;
    return spokenAnswer(answer.value, { doing, request, seconds, implementation });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#server.close();
  }

  /** Reads a route that tells something of the server. */
  async #look(
    route: string,
    doing: string,
    signals: readonly AbortSignal[],
  ): Promise<Result<string>> {
    const { connectMs, probeMs } = this.#limits;
    const answer = await this.#server.ask({
      ...{ route, doing, longestAnswer: longestList, speaks: false },
      ...{ limits: { connectMs, answerMs: probeMs }, signals },
    });
    return answer.ok ? ok(answer.value.body.toString('utf8')) : answer;
  }

  /** What is wrong with a request before it is sent. */
  #problem(request: SpeechRequest, doing: string): Failure | undefined {
    const { longestInput, params } = this.#dialect;
    const length = request.spoken.length;
    if (length > longestInput) {
      const reasons = [`it takes at most ${longestInput} characters, and the text has ${length}`];
      return { kind: 'speech-failed', doing, reasons, remedy: 'make two segments of it' };
    }
    const unknown = Object.keys(request.params).find((name) => params?.includes(name) === false);
    if (unknown !== undefined) {
      const found = `${this.#options.dialect} has no parameter "${unknown}"; it has ${params?.join(', ')}`;
      return { kind: 'bad-request', doing, found, remedy: `remove "${unknown}" from voice.json` };
    }
    const found = this.#dialect.problem?.(request);
    if (found === undefined) return undefined;
    return { kind: 'bad-request', doing, found, remedy: 'cast a voice of another engine' };
  }

  /** Looks a voice up on servers that would speak with another one silently. */
  async #voiceProblem(
    request: SpeechRequest,
    doing: string,
    signals: readonly AbortSignal[],
  ): Promise<Failure | undefined> {
    const { voices } = this.#dialect;
    if (voices === undefined) return undefined;
    if (this.#find(request.voice) === undefined) {
      const listed = await this.#look(voices.route, doing, signals);
      if (!listed.ok) return listed.failure;
      this.#voices = voices.read(listed.value);
    }
    const voice = this.#find(request.voice);
    const language = voice?.language ?? request.language;
    if (voice !== undefined && base(language) === base(request.language)) return undefined;
    const names = this.#voices.flatMap((one) => one.names).join(', ');
    const found = voice
      ? `its voice "${request.voice}" speaks "${language}", and the text is in "${request.language}"`
      : oneLine(`it has no voice "${request.voice}"; it has ${names}`);
    return {
      kind: 'bad-request',
      doing,
      found,
      remedy: 'add the voice to the server, or cast another',
    };
  }

  #find(name: string): ServerVoice | undefined {
    return this.#voices.find(({ names }) => names.includes(name));
  }

  /** Whether an answer comes from another model than the server reported when it was asked. */
  #isOther(model: string | string[] | undefined): boolean {
    const { identity } = this.#reported;
    return model !== undefined && identity !== undefined && model !== identity;
  }

  #undeclared(doing: string): Failure {
    const suggestion = `${this.#options.dialect}:${this.#model || this.name}`;
    return {
      kind: 'bad-request',
      doing,
      found: 'it does not report which model it has',
      remedy: `declare it for this slot in gpu-runner/pool.json, such as "model": "${suggestion}"`,
    };
  }
}

function notReady(doing: string, { found, lacks }: { found: string; lacks?: boolean }): Failure {
  const remedy = lacks
    ? 'correct "url", "dialect", "engine" or "serverModel" of this slot in gpu-runner/pool.json'
    : "wait until its model is loaded; if it never is, look into the server's own log";
  return {
    kind: 'engine-failed',
    doing,
    found: oneLine(found),
    remedy,
    ...(!lacks && { loading: true }),
  };
}

function otherModel(doing: string, found: string, wanted: string): Failure {
  return {
    kind: 'engine-failed',
    doing,
    found: oneLine(`it spoke with the model ${found} instead of ${wanted}`),
    remedy: 'have the server load the model that it had',
  };
}

function base(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}
