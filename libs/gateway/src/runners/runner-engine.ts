/** The engine behind a slot whose runner the gateway starts itself. */

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EndpointEngine, type EndpointOptions } from '@audiobook/engines/endpoint/endpoint-engine';
import type { SpeechEngine, SpeechRequest, SpokenSegment } from '@audiobook/engines/speech-engine';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Host, Route } from './host.ts';
import type { RunnerControl, RunnerState } from './runner-control.ts';
import { RunnerSamples } from './runner-samples.ts';

export interface RunnerEngineOptions {
  host: Host;
  control: RunnerControl;
  /** How long a runner may take from its start until its model is loaded. */
  startSeconds: number;
  /** Whether the runner is on a machine that is not the user's own: samples do not stay there. */
  isForeign: boolean;
  endpoint: Omit<EndpointOptions, 'url' | 'token' | 'dialect'>;
}

/** A runner that listens, and the way to it. */
interface Reached {
  engine: EndpointEngine;
  route: Route;
  /** When it was reached, in milliseconds of `performance.now()`. */
  at: number;
  /** Whether it was there already. */
  wasFound: boolean;
}

/** It did not come up, and is left alone for a while. */
interface Setback {
  failed: { ok: false; failure: Failure };
  pause: number;
  until: number;
}

/** How long a runner may take until it listens, and how often it is looked at, in milliseconds. */
const listenMs = 60_000;
const lookMs = 100;
/** Each look is a connection of ssh, of which a server lets few be opened at a time. */
const remoteLookMs = 1_000;
/** One that was ready, or was found, and does not answer for so many seconds hangs. */
const silentSeconds = 60;
/** After so long another way to it is tried: a tunnel may lead nowhere and not know it, in milliseconds. */
const renewMs = 10_000;
/** How long it is left alone after a start that failed, twice as long after each further one. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Starts its runner when it is first asked whether it is ready, or finds the one that an earlier gateway
 * left, and starts another one when that is gone. Closing it leaves the runner warm for the next gateway;
 * the runner ends by itself when nobody uses it.
 */
export class RunnerEngine implements SpeechEngine {
  readonly name: string;
  readonly #options: RunnerEngineOptions;
  readonly #closing = new AbortController();
  #reached: Reached | undefined;
  #lastLook = 0;
  /** Why the last look saw nothing. */
  #unseen: Setback['failed'] | undefined;
  #hasStarted = false;
  #setback: Setback | undefined;
  /** When it was last ready, or was started or found, in milliseconds of `performance.now()`. */
  #since: number | undefined;
  #wasReady = false;
  readonly #samples = new RunnerSamples();

  constructor(options: RunnerEngineOptions) {
    this.name = options.endpoint.engine;
    this.#options = options;
  }

  get takesSamples(): boolean {
    return this.#options.endpoint.samples !== undefined;
  }

  get concurrency(): number {
    return this.#reached?.engine.concurrency ?? this.#options.endpoint.batch ?? 1;
  }

  /**
   * See the port. Fails with `engine-failed`, `loading` while the runner is not ready yet; otherwise it says
   * why it can't be started, or why it ended.
   */
  async identity(): Promise<Result<string>> {
    if (this.#reached?.route.isOpen === false) await this.#forget();
    if (this.#reached === undefined) {
      const reached = await this.#reachInTurn();
      if (!reached.ok) return reached;
      this.#reached = reached.value;
    }
    const identity = await this.#reached.engine.identity();
    if (!identity.ok) return this.#whyNot(this.#reached, identity);
    this.#setback = undefined;
    this.#wasReady = true;
    this.#since = performance.now();
    return identity;
  }

  async speak(request: SpeechRequest, signal: AbortSignal): Promise<Result<SpokenSegment>> {
    if (this.#reached !== undefined) return this.#reached.engine.speak(request, signal);
    const doing = `speaking with ${this.#options.control.name}`;
    if (this.#closing.signal.aborted) return fail({ kind: 'cancelled', doing });
    const remedy = 'It is started again by itself.';
    return fail({ kind: 'engine-failed', doing, found: 'it is gone', remedy });
  }

  /** See the port: of a runner on this machine they stay until it ends. */
  async forgetSamples(chosen?: (digest: string) => boolean): Promise<Failure[]> {
    if (!this.#options.isForeign && chosen === undefined) return [];
    return (await this.#reached?.engine.forgetSamples(chosen)) ?? [];
  }

  /** Whether the runner is there because of this engine, which did not find one. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  async voices(): Promise<Result<{ names: string[]; language?: string }[]>> {
    return this.#reached?.engine.voices() ?? ok([]);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#forget();
    this.#options.control.release();
  }

  /** Stops the runner, whoever started it; says whether there was one. */
  async dismiss(): Promise<Result<boolean>> {
    const { control } = this.#options;
    const signal = AbortSignal.timeout(listenMs);
    await this.close();
    const state = await control.look(signal);
    if (!state.ok) return state;
    const stopped = await control.stop(signal);
    return stopped.ok ? ok(state.value.state === 'running') : stopped;
  }

  async #forget(): Promise<void> {
    const reached = this.#reached;
    this.#reached = undefined;
    reached?.route.close();
    await reached?.engine.close();
  }

  /** Tells a runner that loads from one that is gone, and replaces one that will never be ready. */
  async #whyNot(reached: Reached, unready: Setback['failed']): Promise<Result<never>> {
    const { failure } = unready;
    if (failure.kind === 'cancelled') return unready;
    const gone = await this.#whyGone();
    if (gone !== undefined) return gone;
    if (reached.wasFound && isRefused(failure)) {
      await this.#replace();
      return unready;
    }
    const loads = failure.kind === 'engine-failed' && failure.loading === true;
    const silent = this.#wasReady || (reached.wasFound && !loads);
    const patience = silent ? silentSeconds : this.#options.startSeconds;
    const now = performance.now();
    this.#since ??= now;
    if (now - this.#since < patience * 1_000) {
      if (!loads && now - reached.at > renewMs) await this.#forget();
      // Before it listens, whatever stands before it lets connections in and drops them.
      return failure.kind === 'engine-failed' ? fail({ ...failure, loading: true }) : unready;
    }
    await this.#replace();
    return fail({
      kind: 'engine-failed',
      doing: `waiting until ${this.#options.control.name} is ready`,
      found: `it is not after ${patience} s, and was stopped: ${'found' in failure ? failure.found : ''}`,
      remedy: silent
        ? 'It is started again by itself. If this repeats, see its log, and the card: nvidia-smi.'
        : 'Raise "startSeconds" in gpu-runner/pool.json, or see what keeps it from loading.',
    });
  }

  async #replace(): Promise<void> {
    await this.#forget();
    this.#since = undefined;
    this.#wasReady = false;
    await this.#options.control.stop(this.#closing.signal);
  }

  /** Undefined where it runs after all. Looked at most once a second. */
  async #whyGone(): Promise<Result<never> | undefined> {
    if (performance.now() - this.#lastLook < 1_000) return this.#unseen;
    this.#lastLook = performance.now();
    const state = await this.#options.control.look(this.#closing.signal);
    this.#unseen = state.ok ? undefined : state;
    if (!state.ok) return state;
    if (state.value.state === 'running') return undefined;
    await this.#forget();
    return state.value.state === 'ended' ? this.#setBack(fail(state.value.why)) : undefined;
  }

  /** One that did not come up is not tried again at once. */
  async #reachInTurn(): Promise<Result<Reached>> {
    const setback = this.#setback;
    if (setback !== undefined && performance.now() < setback.until) return setback.failed;
    const reached = await this.#reach();
    return reached.ok ? reached : this.#setBack(reached);
  }

  #setBack<F extends Setback['failed']>(failed: F): F {
    const pause = Math.min(2 * (this.#setback?.pause ?? firstPauseMs / 2), longestPauseMs);
    this.#setback = { failed, pause, until: performance.now() + pause };
    return failed;
  }

  async #reach(): Promise<Result<Reached>> {
    const { control, host, endpoint } = this.#options;
    const { signal } = this.#closing;
    const found = await control.look(signal);
    if (!found.ok) return found;
    const wasFound = found.value.state === 'running' && found.value.isOurs;
    if (!wasFound) {
      this.#since = undefined;
      this.#wasReady = false;
      const started = await this.#start(found.value, signal);
      if (!started.ok) return started;
    }
    const listening = await this.#listening(signal);
    if (!listening.ok) return listening;
    const { port, token } = listening.value;
    const route = await host.reach(port, signal);
    if (!route.ok) return route;
    const { url } = route.value;
    if (wasFound) await this.#samples.ask(url, token, signal);
    else this.#samples.clear();
    const samples = endpoint.samples && { ...endpoint.samples, given: this.#samples };
    const options = {
      ...endpoint,
      ...(samples && { samples }),
      dialect: 'audiobook' as const,
      url,
    };
    const engine = new EndpointEngine({ ...options, token: async () => ok(token) });
    return ok({ engine, route: route.value, at: performance.now(), wasFound });
  }

  async #start(found: RunnerState, signal: AbortSignal): Promise<Result<undefined>> {
    const { control } = this.#options;
    if (found.state === 'running') {
      const stopped = await control.stop(signal);
      if (!stopped.ok) return stopped;
    }
    this.#hasStarted = true;
    return control.start(randomBytes(24).toString('hex'), signal);
  }

  /** Waits until the runner says where it listens. */
  async #listening(signal: AbortSignal): Promise<Result<{ port: number; token: string }>> {
    const { control, host } = this.#options;
    const began = performance.now();
    while (performance.now() - began < listenMs) {
      const look = await control.look(signal);
      if (!look.ok) return look;
      const { value } = look;
      if (value.state === 'ended') return fail(value.why);
      if (value.state === 'running' && value.port !== undefined) {
        return ok({ port: value.port, token: value.token });
      }
      await delay(host.name === '' ? lookMs : remoteLookMs, undefined, { signal }).catch(
        () => undefined,
      );
      if (signal.aborted) return fail({ kind: 'cancelled', doing: `starting ${control.name}` });
    }
    return fail({
      kind: 'engine-failed',
      doing: `starting ${control.name}`,
      found: `it does not listen after ${listenMs / 1_000} s`,
      remedy:
        'See that the machine is not overloaded; `npx nx run gpu-runner:doctor` looks further.',
    });
  }
}

/** Whether it does not let us in. */
function isRefused(failure: Failure): boolean {
  return 'found' in failure && /^it answered 40[13]\b/.test(failure.found);
}
