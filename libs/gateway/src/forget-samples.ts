import { setTimeout as delay } from 'node:timers/promises';
import { describeFailure } from '@audiobook/model/failure';
import type { Dispatcher } from './dispatcher.ts';
import type { GatewaySamples } from './gateway-samples.ts';

export interface ForgetSamplesOptions {
  samples: Pick<GatewaySamples, 'uploaded'>;
  log: (line: string) => void;
}

/** A run may have further chapters that are not planned, and a caller further calls, in milliseconds. */
const lingerMs = 30_000;
/** How long the end of the gateway waits for servers to delete what they have, in milliseconds. */
const patienceMs = 10_000;

/**
 * Has servers delete the samples that the gateway gave them, at the end of a run: when no one is connected any
 * more, and no chapter of the run is left.
 */
export class ForgetSamples {
  readonly #dispatcher: Pick<Dispatcher, 'forgetSamples'>;
  readonly #options: ForgetSamplesOptions;
  readonly #now: () => number;
  /** When somebody who may have spoken with one was there last; undefined: all are forgotten. */
  #usedAt: number | undefined;
  #called = false;

  constructor(
    dispatcher: Pick<Dispatcher, 'forgetSamples'>,
    options: ForgetSamplesOptions,
    now: () => number = performance.now.bind(performance),
  ) {
    this.#dispatcher = dispatcher;
    this.#options = options;
    this.#now = now;
  }

  /** Somebody has gone who may have spoken with samples. */
  used(by: 'run' | 'call'): void {
    this.#usedAt = this.#now();
    if (by === 'call') this.#called = true;
  }

  /** Called now and then while no one is connected. */
  unlessNeeded(isRunOver: boolean): void {
    this.#options.samples.uploaded.forgetUnused();
    if (this.#usedAt === undefined) return;
    const isAtEnd = isRunOver && !this.#called;
    if (isAtEnd || this.#now() - this.#usedAt > lingerMs) void this.now();
  }

  /** Does it, and logs what is left where. */
  async now(): Promise<void> {
    this.#usedAt = undefined;
    this.#called = false;
    const stopped = new AbortController();
    const tooLong = delay(patienceMs, undefined, { signal: stopped.signal }).then(
      () => undefined,
      () => undefined,
    );
    const left = await Promise.race([this.#dispatcher.forgetSamples(), tooLong]);
    stopped.abort();
    if (left === undefined) {
      this.#options.log('some servers did not say in time whether they deleted their samples');
    }
    for (const failure of left ?? []) this.#options.log(describeFailure(failure));
  }
}
