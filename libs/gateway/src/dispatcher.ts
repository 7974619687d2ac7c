/**
 * Has the slots of a pool speak what clients ask for.
 *
 * A slot that fails loses its segments to the others, rests, and is asked again after a while that
 * doubles. A segment that fails on two slots fails alone. While no slot is there, segments wait.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { SpeechRequest, SpokenSegment } from '@audiobook/engines/speech-engine';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Sharing, type Waiting } from './sharing.ts';
import { Slot, type SlotPlan } from './slot.ts';

/** A segment to speak, and for whom. */
export interface Order {
  request: SpeechRequest;
  /** The identity of the model that must speak it. */
  model: string;
  client: string;
  place: readonly number[];
  interactive?: boolean;
}

export interface DispatcherOptions {
  /** A slot that failed is asked again after so long; twice as long after each further failure. */
  restMs?: number;
  longestRestMs?: number;
  /** Told whenever a slot's state changes. */
  onSlot?: (slot: Slot) => void;
}

interface Job extends Waiting {
  order: Order;
  signal: AbortSignal;
  avoid: Set<string>;
  /** What each slot said on which it failed. */
  reasons: string[];
  settle: (result: Result<SpokenSegment>) => void;
}

/** On how many slots a segment must fail before it fails. */
const enoughSlots = 2;

export class Dispatcher {
  readonly slots: readonly Slot[];
  readonly #sharing = new Sharing<Job>();
  readonly #closing = new AbortController();
  readonly #options: Required<DispatcherOptions>;
  readonly #keeping: Promise<void>[];
  readonly #running = new Set<Promise<void>>();

  constructor(plans: readonly SlotPlan[], options: DispatcherOptions = {}) {
    this.#options = { restMs: 500, longestRestMs: 30_000, onSlot: () => undefined, ...options };
    this.slots = plans.map((plan) => new Slot(plan));
    this.#keeping = this.slots.map((slot) => this.#open(slot));
  }

  /**
   * Speaks one segment on whichever slot has the model.
   *
   * Fails with `speech-failed` when two slots failed to speak it, with `bad-request` where an engine
   * refuses it, and with `cancelled`. Waits as long as no slot is ready.
   */
  speak(order: Order, signal: AbortSignal): Promise<Result<SpokenSegment>> {
    if (signal.aborted || this.#closing.signal.aborted) return Promise.resolve(cancelled());
    const { promise, resolve } = Promise.withResolvers<Result<SpokenSegment>>();
    const { client, place, model, interactive = false } = order;
    const job: Job = {
      ...{ order, client, place, model, interactive, signal, reasons: [] },
      characters: order.request.spoken.length,
      avoid: new Set(),
      settle: resolve,
    };
    const abort = () => {
      this.#sharing.remove(job);
      resolve(cancelled());
    };
    signal.addEventListener('abort', abort, { once: true });
    this.#closing.signal.addEventListener('abort', abort, { once: true });
    this.#sharing.add(job);
    this.#handOut();
    return promise.finally(() => {
      signal.removeEventListener('abort', abort);
      this.#closing.signal.removeEventListener('abort', abort);
    });
  }

  /** Cancels everything and closes all slots. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#running, ...this.#keeping]);
    await Promise.all(this.slots.map(({ engine }) => engine?.close()));
  }

  /** Opens a slot, however often that takes. */
  async #open(slot: Slot): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const opened = slot.engine ? ok(slot.engine) : await slot.plan.open(signal);
      const identity = opened.ok ? await opened.value.identity() : opened;
      if (opened.ok) slot.engine = opened.value;
      if (identity.ok && slot.accepts(identity.value)) {
        this.#become(slot, 'ready');
        this.#handOut();
        return;
      }
      if (identity.ok) this.#become(slot, 'refused', otherModel(slot, identity.value));
      else this.#become(slot, 'resting', identity.failure);
      slot.failures++;
      await delay(this.#restOf(slot), undefined, { signal }).catch(() => undefined);
    }
  }

  #restOf({ failures }: Slot): number {
    const { restMs, longestRestMs } = this.#options;
    return Math.min(restMs * 2 ** Math.min(failures - 1, 20), longestRestMs);
  }

  #become(slot: Slot, state: Slot['state'], trouble?: Failure): void {
    slot.state = state;
    slot.trouble = trouble;
    this.#options.onSlot(slot);
  }

  #handOut(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const slot of this.#ready) {
        const job = this.#sharing.next(slot, this.#ready);
        if (job === undefined) continue;
        busy = true;
        const running = this.#run(job, slot).finally(() => this.#running.delete(running));
        this.#running.add(running);
      }
    }
  }

  get #ready(): Slot[] {
    return this.slots.filter(({ state }) => state === 'ready');
  }

  async #run(job: Job, slot: Slot): Promise<void> {
    const { engine } = slot;
    if (engine === undefined) throw new Error(`${slot.name} is ready without an engine`);
    slot.began(job.characters);
    const together = slot.segments;
    const signal = AbortSignal.any([job.signal, this.#closing.signal]);
    const spoken = await engine.speak(job.order.request, signal);
    slot.ended(job.characters);
    if (spoken.ok) {
      slot.failures = 0;
      slot.learn(job.characters, spoken.value.generationSeconds, together);
      job.settle(spoken);
    } else this.#failed(job, slot, spoken.failure);
    this.#handOut();
  }

  #failed(job: Job, slot: Slot, failure: Failure): void {
    if (job.signal.aborted || this.#closing.signal.aborted) job.settle(cancelled());
    else if (failure.kind === 'bad-request') job.settle(fail(failure));
    else if (failure.kind === 'speech-failed' && !this.#goesOn(job, slot, failure.reasons)) {
      job.settle(fail({ ...failure, reasons: job.reasons }));
    } else {
      if (failure.kind !== 'speech-failed') this.#rest(slot, failure);
      this.#sharing.add(job);
    }
  }

  /** Whether a segment that failed on a slot is tried on another. */
  #goesOn(job: Job, slot: Slot, reasons: readonly string[]): boolean {
    job.avoid.add(slot.name);
    job.reasons.push(...reasons.map((reason) => `${slot.name}: ${reason}`));
    if (job.avoid.size >= enoughSlots) return false;
    return this.slots.some(({ name, model }) => model === job.model && !job.avoid.has(name));
  }

  /** A slot that does not work rests, and is opened again. */
  #rest(slot: Slot, failure: Failure): void {
    if (slot.state !== 'ready') return;
    slot.failures++;
    this.#become(slot, 'resting', failure);
    const { signal } = this.#closing;
    const reopened = delay(this.#restOf(slot), undefined, { signal })
      .then(() => this.#open(slot))
      .catch(() => undefined);
    this.#keeping.push(reopened);
  }
}

function otherModel(slot: Slot, found: string): Failure {
  return {
    kind: 'bad-request',
    doing: `asking ${slot.name} for its model`,
    found: `it has ${found} instead of ${slot.model}`,
    remedy:
      'Have it load the model that it had, or start the gateway anew with the one it has now.',
  };
}

function cancelled(): Result<never> {
  return fail({ kind: 'cancelled', doing: 'speaking' });
}
