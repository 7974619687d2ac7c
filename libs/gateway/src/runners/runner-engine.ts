/** The engine behind a slot whose runner the gateway starts itself. */

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EndpointEngine, type EndpointOptions } from '@audiobook/engines/endpoint/endpoint-engine';
import type { SpeechEngine, SpeechRequest, SpokenSegment } from '@audiobook/engines/speech-engine';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Host, Route } from './host.ts';
import type { RunnerControl, RunnerState } from './runner-control.ts';

export interface RunnerEngineOptions {
  host: Host;
  control: RunnerControl;
  /** How long a runner may take from its start until its model is loaded. */
  startSeconds: number;
  endpoint: Omit<EndpointOptions, 'url' | 'token' | 'dialect'>;
}

/** A runner that listens, and the way to it. */
interface Reached {
  engine: EndpointEngine;
  route: Route;
  /** When it was started or found, or last ready, in milliseconds of `performance.now()`. */
  since: number;
  /** `found`: it was there already, and is yet to be heard of. */
  state: 'started' | 'found' | 'ready';
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
/** One that was ready and does not answer any more hangs, after so many seconds. */
const silentSeconds = 60;
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
  #setback: Setback | undefined;

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
    Object.assign(this.#reached, { state: 'ready', since: performance.now() });
    return identity;
  }

  async speak(request: SpeechRequest, signal: AbortSignal): Promise<Result<SpokenSegment>> {
    if (this.#reached !== undefined) return this.#reached.engine.speak(request, signal);
    const doing = `speaking with ${this.#options.control.name}`;
    if (this.#closing.signal.aborted) return fail({ kind: 'cancelled', doing });
    const remedy = 'It is started again by itself.';
    return fail({ kind: 'engine-failed', doing, found: 'it is gone', remedy });
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
    const loads = failure.kind === 'engine-failed' && failure.loading === true;
    if (!loads && reached.state === 'found') {
      // It does not let us in, or another program listens there by now.
      await this.#replace();
      return unready;
    }
    const { startSeconds, control } = this.#options;
    const patience = reached.state === 'ready' ? silentSeconds : startSeconds;
    if (performance.now() - reached.since < patience * 1_000) {
      // Before it listens, whatever stands before it lets connections in and drops them.
      return failure.kind === 'engine-failed' ? fail({ ...failure, loading: true }) : unready;
    }
    await this.#replace();
    return fail({
      kind: 'engine-failed',
      doing: `waiting until ${control.name} is ready`,
      found: `it is not after ${patience} s, and was stopped: ${'found' in failure ? failure.found : ''}`,
      remedy: 'Raise "startSeconds" in gpu-runner/pool.json, or see what keeps it from loading.',
    });
  }

  async #replace(): Promise<void> {
    await this.#forget();
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
      const started = await this.#start(found.value, signal);
      if (!started.ok) return started;
    }
    const listening = await this.#listening(signal);
    if (!listening.ok) return listening;
    const { port, token } = listening.value;
    const route = await host.reach(port, signal);
    if (!route.ok) return route;
    const options = { ...endpoint, dialect: 'audiobook' as const, url: route.value.url };
    const engine = new EndpointEngine({ ...options, token: async () => ok(token) });
    const state = wasFound ? 'found' : 'started';
    return ok({ engine, route: route.value, since: performance.now(), state });
  }

  async #start(found: RunnerState, signal: AbortSignal): Promise<Result<undefined>> {
    const { control } = this.#options;
    if (found.state === 'running') {
      const stopped = await control.stop(signal);
      if (!stopped.ok) return stopped;
    }
    return control.start(randomBytes(24).toString('hex'), signal);
  }

  /** Waits until the runner says where it listens. */
  async #listening(signal: AbortSignal): Promise<Result<{ port: number; token: string }>> {
    const { control } = this.#options;
    const began = performance.now();
    while (performance.now() - began < listenMs) {
      const look = await control.look(signal);
      if (!look.ok) return look;
      const { value } = look;
      if (value.state === 'ended') return fail(value.why);
      if (value.state === 'running' && value.port !== undefined) {
        return ok({ port: value.port, token: value.token });
      }
      await delay(lookMs, undefined, { signal }).catch(() => undefined);
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
