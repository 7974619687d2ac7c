/** The engine behind a slot that is a server elsewhere: any server of the speech contract. */

import type { Failure } from '@audiobook/model/failure';
import { primaryLanguage } from '@audiobook/model/primary-language';
import { fail, ok, type Result } from '@audiobook/model/result';
import { isSampleName, sampleOf } from '@audiobook/model/sample-voice';
import { excerpt } from '../excerpt.ts';
import { callHeaders, capacityIn, fromHeader, speechHeaders } from '../speech-contract.ts';
import type { SpeechEngine, SpeechRequest, SpokenSegment } from '../speech-engine.ts';
import type { GoodAnswer } from './answer-failure.ts';
import type { Dialect, ServerVoice } from './dialect.ts';
import type { SampleUse } from './dialect-samples.ts';
import { type DialectName, dialects } from './dialects.ts';
import { noDigest, noSamples, notReady, otherModel } from './endpoint-failures.ts';
import { defaultLimits, type EndpointLimits } from './endpoint-limits.ts';
import { EndpointServer, type ServerOptions } from './endpoint-server.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { listedVoices } from './listed-voices.ts';
import { oneLine } from './one-line.ts';
import { type SampleSource, SampleUploads, type Uploaded } from './sample-uploads.ts';
import { longestSpokenAnswer, spokenAnswer } from './spoken-answer.ts';

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
  /** Where the recordings are that voices are made from. */
  samples?: SampleSource;
}

/** Bytes of an answer that is no speech, such as a list of voices. */
const longestList = 1_000_000;
const voicesRoute = 'v1/audio/voices';

/** What is asked for, and who may stop it. */
interface Asking {
  request: SpeechRequest;
  doing: string;
  signals: readonly AbortSignal[];
}

export class EndpointEngine implements SpeechEngine {
  readonly name: string;
  readonly #options: EndpointOptions;
  readonly #dialect: Dialect;
  readonly #model: string;
  readonly #limits: EndpointLimits;
  readonly #server: EndpointServer;
  /** Undefined where the server takes no samples, or there are none to give. */
  readonly #uploads: SampleUploads | undefined;
  readonly #closing = new AbortController();
  #reported: { identity?: string; batch?: number; line?: number | undefined } = {};
  #voices: ServerVoice[] = [];

  constructor(options: EndpointOptions) {
    this.name = options.engine;
    this.#options = options;
    this.#dialect = dialects[options.dialect];
    this.#model = options.serverModel ?? this.#dialect.serverModel ?? options.engine;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#server = new EndpointServer(options);
    const { samples } = this.#dialect;
    this.#uploads =
      samples &&
      options.samples &&
      new SampleUploads({
        ...{ samples, source: options.samples, server: this.#server, limits: this.#limits },
        closing: this.#closing.signal,
      });
  }

  get takesSamples(): boolean {
    return this.#uploads !== undefined;
  }

  /**
   * How many segments the server speaks at the same time, as far as is known. Gateways, whose slots come and go, say
   * it with each answer.
   */
  get batch(): number {
    return this.#options.batch ?? this.#reported.batch ?? this.#dialect.batch;
  }

  /** Who says how much is to be asked at the same time wants no more of it. */
  get line(): number | undefined {
    return this.#options.batch === undefined ? this.#reported.line : undefined;
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
    const { identity, batch, line } = state;
    this.#reported = { ...(identity && { identity }), ...(batch && { batch, line }) };
    const known = identity ?? this.#options.identity;
    return known === undefined ? fail(this.#undeclared(doing)) : ok(known);
  }

  /**
   * Speaks one segment: see the port. Failures of the server are `engine-failed`, with `begun` where this
   * text may be why; `engine-busy` where it has too much to do. A voice that is a sample is given to the
   * server first, and again where it has lost it.
   */
  async speak(request: SpeechRequest, signal: AbortSignal): Promise<Result<SpokenSegment>> {
    const doing = `having ${this.#server.shown} speak “${excerpt(request.spoken)}”`;
    const asking = { request, doing, signals: [signal, this.#closing.signal] };
    if (isAborted(asking)) return fail({ kind: 'cancelled', doing });
    const problem = this.#problem(request, doing);
    if (problem !== undefined) return fail(problem);
    if (isSampleName(request.voice)) return this.#speakWithSample(asking);
    const voiceProblem = await this.#voiceProblem(request, doing, asking.signals);
    if (voiceProblem !== undefined) return fail(voiceProblem);
    const began = performance.now();
    const answer = await this.#ask(asking);
    return answer.ok ? this.#hear(answer.value, asking, began) : answer;
  }

  async voices(): Promise<Result<ServerVoice[]>> {
    const { route, read } = this.#dialect.voices ?? { route: voicesRoute, read: listedVoices };
    const doing = `asking ${this.#server.shown} for its voices`;
    const listed = await this.#look(route, doing, [this.#closing.signal]);
    return listed.ok ? ok(read(listed.value)) : listed;
  }

  async forgetSamples(chosen: (digest: string) => boolean = () => true): Promise<Failure[]> {
    return (await this.#uploads?.forget(chosen)) ?? [];
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#server.close();
  }

  async #speakWithSample(asking: Asking): Promise<Result<SpokenSegment>> {
    const { request, doing } = asking;
    const digest = sampleOf(request.voice);
    const { samples: dialect } = this.#dialect;
    const { samples: source } = this.#options;
    if (digest === undefined) return fail(noDigest(doing, request.voice));
    if (dialect === undefined || source === undefined)
      return fail(noSamples(doing, this.#options.dialect));
    const use = { digest, owner: source.owner, request };
    let there = await this.#sampleThere(use, asking);
    if (!there.ok) return there;
    const sampleAsking = (name: string) => ({ ...asking, request: dialect.request(name, request) });
    const accepts = dialect.isUnknown?.bind(dialect);
    let began = performance.now();
    let answer = await this.#ask(sampleAsking(there.value.name), accepts);
    if (answer.ok && accepts?.(answer.value)) {
      there = await this.#giveSample(use, asking, there.value);
      if (!there.ok) return there;
      began = performance.now();
      answer = await this.#ask(sampleAsking(there.value.name));
    }
    return answer.ok ? this.#hear(answer.value, asking, began) : answer;
  }

  /** Sees that the server has a sample, where it would speak with another voice instead. */
  async #sampleThere(use: SampleUse, asking: Asking): Promise<Result<Uploaded>> {
    const given = await this.#giveSample(use, asking);
    const names = this.#dialect.samples?.names;
    if (!given.ok || names === undefined) return given;
    const listed = await this.#look(names.route, asking.doing, asking.signals);
    if (!listed.ok) return listed;
    if (names.read(listed.value).includes(given.value.name)) return given;
    return this.#giveSample(use, asking, given.value);
  }

  /** Others wait for the same upload, so that it goes on where this segment is stopped. */
  async #giveSample(use: SampleUse, asking: Asking, lost?: Uploaded): Promise<Result<Uploaded>> {
    const { doing } = asking;
    const given = this.#uploads?.ensure(use, lost) ?? fail(noSamples(doing, this.#options.dialect));
    const stop = AbortSignal.any([...asking.signals]);
    const stopped = Promise.withResolvers<Result<Uploaded>>();
    const onStop = () => stopped.resolve(fail({ kind: 'cancelled', doing }));
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop, { once: true });
    const outcome = await Promise.race([given, stopped.promise]);
    stop.removeEventListener('abort', onStop);
    return outcome;
  }

  #ask({ request, doing, signals }: Asking, accepts?: (answer: HttpAnswer) => boolean) {
    const headers = {
      [callHeaders.answerWithin]: this.#limits.answerMs / 1_000,
      ...(request.interactive && { [callHeaders.interactive]: 'true' }),
    };
    return this.#server.ask({
      headers,
      ...{ route: 'v1/audio/speech', json: this.#dialect.body(this.#model, request), doing },
      limits: { connectMs: this.#limits.connectMs, answerMs: this.#limits.answerMs },
      ...{ longestAnswer: longestSpokenAnswer(request), signals, speaks: true },
      ...(accepts && { accepts }),
    });
  }

  /** @param began When it was asked, in milliseconds of `performance.now()`. */
  #hear(answer: GoodAnswer, { request, doing }: Asking, began: number): Result<SpokenSegment> {
    const said = answer.headers[speechHeaders.model];
    const model = said === undefined ? undefined : fromHeader(`${said}`);
    if (this.#isOther(model)) {
      return fail(otherModel(doing, `${model}`, `${this.#reported.identity}`));
    }
    this.#reported = { ...this.#reported, ...capacityIn(answer.headers) };
    const implementation = [this.#options.dialect, this.#model].filter(Boolean).join(' ');
    const seconds = (performance.now() - began) / 1_000;
    return spokenAnswer(answer, { doing, request, seconds, implementation });
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
    if (voice !== undefined && primaryLanguage(language) === primaryLanguage(request.language))
      return undefined;
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

function isAborted({ signals }: Asking): boolean {
  return signals.some(({ aborted }) => aborted);
}
