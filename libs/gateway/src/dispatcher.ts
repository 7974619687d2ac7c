/**
 * Has the slots of a pool speak what clients ask for.
 *
 * A slot that fails loses its segments to the others, rests, and is asked again after a while that
 * grows. A segment that fails on two slots fails alone. While no slot is there, segments wait.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { SpeechRequest, SpokenSegment } from '@audiobook/engines/speech-engine';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok } from '@audiobook/model/result';
import { noSuchModel, otherModel } from './no-such-model.ts';
import { Sharing, type Waiting } from './sharing.ts';
import { Slot, type SlotPlan } from './slot.ts';

/** A segment to speak, and for whom. */
export interface Order {
  request: SpeechRequest;
  engine: string;
  /** The identity of the model that must speak it. */
  model: string;
  client: string;
  place: readonly number[];
  interactive: boolean;
}

/** What came of a segment. `moved`: it was not begun, and the next gateway is to be asked. */
export type Outcome =
  | { kind: 'spoken'; spoken: SpokenSegment; slot: string }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'moved' };

export interface DispatcherOptions {
  /**
   * A slot that failed is asked again after so long, twice as long after each further failure; one that is
   * not ready after a tenth of the time for which it has not been, but no sooner.
   */
  restMs?: number;
  longestRestMs?: number;
  /** Engines of slots that may be added later: what waits for them is not failed. */
  mayCome?: ReadonlySet<string>;
}

/** A segment on its way. */
export class Job implements Waiting {
  readonly request: SpeechRequest;
  readonly engine: string;
  readonly model: string;
  readonly characters: number;
  client: string;
  place: readonly number[];
  interactive: boolean;
  readonly avoid = new Set<string>();
  /** What each slot said on which it failed. */
  readonly reasons: string[] = [];
  /** How often a slot was lost while it had the segment. */
  losses = 0;
  state: 'waiting' | 'withdrawn' | 'under way' | 'settled' = 'withdrawn';
  readonly stop = new AbortController();
  readonly outcome: Promise<Outcome>;
  readonly #resolve: (outcome: Outcome) => void;

  constructor({ request, engine, model, client, place, interactive }: Order) {
    this.request = request;
    this.engine = engine;
    this.model = model;
    this.characters = request.spoken.length;
    this.client = client;
    this.place = place;
    this.interactive = interactive;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.outcome = promise;
    this.#resolve = resolve;
  }

  settle(outcome: Outcome): void {
    this.state = 'settled';
    this.#resolve(outcome);
  }
}

/** On how many slots a segment must fail before it fails. */
const enoughSlots = 2;
/**
 * How many slots may be lost with a segment before it is taken for the cause: more than the slots
 * that two segments in a row might lose by chance, and few enough that one text does not end them all.
 */
const enoughLosses = 4;
/** After how many failures in a row a slot rests. */
const enoughFailures = 5;

export class Dispatcher {
  readonly #slots = new Map<string, Slot>();
  readonly #sharing = new Sharing<Job>();
  readonly #waiting = new Set<Job>();
  readonly #closing = new AbortController();
  readonly #options: Required<DispatcherOptions>;
  /** Everything that goes on beside: segments being spoken, slots being opened. */
  readonly #tasks = new Set<Promise<void>>();
  /** What becomes of everything that waits, once the gateway retires. */
  #retired: Outcome | undefined;

  constructor(plans: readonly SlotPlan[], options: DispatcherOptions = {}) {
    this.#options = { restMs: 500, longestRestMs: 30_000, mayCome: new Set(), ...options };
    for (const plan of plans) this.addSlot(plan);
  }

  get slots(): Slot[] {
    return [...this.#slots.values()];
  }

  get segmentsUnderWay(): number {
    return this.slots.reduce((sum, { segments }) => sum + segments, 0);
  }

  /** Clients of which something waits that no slot can speak at the moment. */
  stuckClients(): Set<string> {
    const models = new Set(
      this.slots.flatMap((slot) => (slot.state === 'ready' ? slot.model : [])),
    );
    const stuck = [...this.#waiting].filter(({ model }) => !models.has(model));
    return new Set(stuck.map(({ client }) => client));
  }

  addSlot(plan: SlotPlan): void {
    const slot = new Slot(plan);
    this.#slots.set(plan.name, slot);
    this.#keep(this.#open(slot));
  }

  /** Takes a slot out of the pool. What it has under way, it ends. */
  removeSlot(name: string): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    this.#slots.delete(name);
    slot.leaving.abort();
    this.#reconsiderWaiting();
    // A slower slot may have left to this one what it could have begun.
    this.#handOut();
    if (slot.segments === 0) this.#keep(closeEngine(slot));
  }

  /**
   * Has a segment spoken on whichever slot has its model.
   *
   * It fails with `speech-failed` when two slots failed to speak it, with `bad-request` where no slot has
   * the model or its engine refuses it, and with `cancelled`. It waits as long as no slot is ready.
   */
  submit(order: Order): Job {
    const job = new Job(order);
    this.restore(job);
    return job;
  }

  /** Takes a segment out that is not under way; `restore` puts it back. */
  withdraw(job: Job): void {
    if (job.state !== 'waiting') return;
    this.#take(job);
    job.state = 'withdrawn';
  }

  restore(job: Job): void {
    if (job.state !== 'withdrawn') return;
    const failure = this.#noSuchModel(job);
    if (this.#closing.signal.aborted) job.settle(cancelled);
    else if (this.#retired) job.settle(this.#retired);
    else if (failure !== undefined) job.settle({ kind: 'failed', failure });
    else {
      this.#wait(job);
      this.#handOut();
    }
  }

  /** Changes for whom and when a segment is spoken, as long as it waits. */
  reorder(job: Job, order: Pick<Order, 'client' | 'place' | 'interactive'>): void {
    const waits = job.state === 'waiting';
    if (waits) this.#take(job);
    Object.assign(job, order);
    if (waits) this.#wait(job);
  }

  cancel(job: Job): void {
    if (job.state === 'settled') return;
    if (job.state === 'waiting') this.#take(job);
    job.settle(cancelled);
    job.stop.abort();
  }

  /** Begins nothing more: `outcome` is that of all that waits; what is under way is ended. */
  async retire(outcome: Outcome): Promise<void> {
    this.#retired = outcome;
    for (const job of [...this.#waiting]) {
      this.#take(job);
      job.settle(outcome);
    }
    while (this.segmentsUnderWay > 0) await Promise.race(this.#tasks);
  }

  /** Cancels everything and closes all slots. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const job of [...this.#waiting]) this.cancel(job);
    await Promise.all(this.slots.map(closeEngine));
    await Promise.all([...this.#tasks]);
  }

  #wait(job: Job): void {
    job.state = 'waiting';
    this.#waiting.add(job);
    this.#sharing.add(job);
  }

  #take(job: Job): void {
    this.#waiting.delete(job);
    this.#sharing.remove(job);
  }

  #keep(task: Promise<void>): void {
    const kept = task.finally(() => this.#tasks.delete(kept));
    this.#tasks.add(kept);
  }

  /** Opens a slot, however often that takes. */
  async #open(slot: Slot): Promise<void> {
    const signal = AbortSignal.any([this.#closing.signal, slot.leaving.signal]);
    const began = performance.now();
    while (!signal.aborted) {
      const opened = slot.engine ? ok(slot.engine) : await slot.plan.open(signal);
      const identity = opened.ok ? await opened.value.identity() : opened;
      if (opened.ok) slot.engine = opened.value;
      if (signal.aborted) return;
      if (identity.ok && slot.accepts(identity.value)) {
        this.#become(slot, 'ready');
        this.#handOut();
        return;
      }
      if (identity.ok) this.#become(slot, 'refused', otherModel(slot, identity.value));
      else this.#become(slot, 'resting', identity.failure);
      const rest = this.#restBeforeReady(performance.now() - began);
      await delay(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Of a slot that loads for a minute, no more than a tenth of that is lost by not asking it. */
  #restBeforeReady(elapsedMs: number): number {
    const { restMs, longestRestMs } = this.#options;
    return Math.min(Math.max(restMs, elapsedMs / 10), longestRestMs);
  }

  #restOf({ failures }: Slot): number {
    const { restMs, longestRestMs } = this.#options;
    return Math.min(restMs * 2 ** Math.min(failures - 1, 20), longestRestMs);
  }

  #become(slot: Slot, state: Slot['state'], trouble?: Failure): void {
    slot.state = state;
    slot.trouble = trouble;
    this.#reconsiderWaiting();
  }

  /** Fails what no slot will ever speak, now that the slots have changed. */
  #reconsiderWaiting(): void {
    for (const job of [...this.#waiting]) {
      const failure =
        this.#noSuchModel(job) ??
        (job.avoid.size > 0 && !this.#isAbleElsewhere(job) ? unspeakable(job) : undefined);
      if (failure === undefined) continue;
      this.#take(job);
      job.settle({ kind: 'failed', failure });
    }
  }

  #noSuchModel(job: Job): Failure | undefined {
    return this.#options.mayCome.has(job.engine) ? undefined : noSuchModel(job, this.slots);
  }

  #handOut(): void {
    if (this.#retired) return;
    for (let busy = true; busy; ) {
      busy = false;
      const ready = this.slots.filter(({ state }) => state === 'ready');
      for (const slot of ready) {
        const job = this.#sharing.next(slot, ready);
        if (job === undefined) continue;
        busy = true;
        this.#waiting.delete(job);
        this.#keep(this.#run(job, slot));
      }
    }
  }

  async #run(job: Job, slot: Slot): Promise<void> {
    const { engine } = slot;
    if (engine === undefined) throw new Error(`${slot.name} is ready without an engine`);
    job.state = 'under way';
    slot.began(job.characters);
    const spoken = await engine.speak(
      job.request,
      AbortSignal.any([job.stop.signal, this.#closing.signal]),
    );
    slot.ended(job.characters, spoken.ok);
    if (spoken.ok) {
      slot.failures = 0;
      job.settle({ kind: 'spoken', spoken: spoken.value, slot: slot.name });
    } else if (job.state === 'under way') this.#failed(job, slot, spoken.failure);
    if (slot.leaving.signal.aborted && slot.segments === 0) await closeEngine(slot);
    this.#handOut();
  }

  #failed(job: Job, slot: Slot, failure: Failure): void {
    if (this.#closing.signal.aborted) {
      job.settle(cancelled);
      return;
    }
    switch (failure.kind) {
      case 'speech-failed':
        job.avoid.add(slot.name);
        job.reasons.push(...failure.reasons.map((reason) => `${slot.name}: ${reason}`));
        this.#spokeBadly(slot, failure);
        break;
      case 'engine-failed':
        this.#rest(slot, failure);
        if (failure.begun === true) {
          job.losses++;
          job.reasons.push(`${slot.name}: ${failure.found}`);
        }
        break;
      case 'engine-busy':
        slot.hadTooMuch();
        this.#rest(slot, failure, failure.retrySeconds);
        break;
      case 'cancelled':
        // The slot was closed beneath it.
        break;
      default:
        job.settle({ kind: 'failed', failure });
        return;
    }
    this.#tryAgain(job);
  }

  /** A slot that fails at one text after another is at fault itself. */
  #spokeBadly(slot: Slot, failure: Failure): void {
    if (slot.failures + 1 >= enoughFailures) this.#rest(slot, failure);
    else slot.failures++;
  }

  #tryAgain(job: Job): void {
    const failed =
      job.losses >= enoughLosses ||
      job.avoid.size >= enoughSlots ||
      (job.avoid.size > 0 && !this.#isAbleElsewhere(job));
    if (failed) job.settle({ kind: 'failed', failure: unspeakable(job) });
    else if (this.#retired) job.settle(this.#retired);
    else this.#wait(job);
  }

  #isAbleElsewhere({ model, avoid }: Job): boolean {
    return this.slots.some(
      (slot) => slot.state === 'ready' && slot.model === model && !avoid.has(slot.name),
    );
  }

  /** A slot that does not work rests, and is opened again. */
  #rest(slot: Slot, failure: Failure, seconds?: number): void {
    if (slot.state !== 'ready') return;
    slot.failures++;
    this.#become(slot, 'resting', failure);
    const signal = AbortSignal.any([this.#closing.signal, slot.leaving.signal]);
    const rest = seconds === undefined ? this.#restOf(slot) : seconds * 1_000;
    this.#keep(
      delay(rest, undefined, { signal }).then(
        () => this.#open(slot),
        () => undefined,
      ),
    );
  }
}

const cancelled: Outcome = { kind: 'failed', failure: { kind: 'cancelled', doing: 'speaking' } };

function unspeakable({ request, reasons }: Job): Failure {
  const { failure } = fail({
    kind: 'speech-failed',
    doing: `speaking “${request.spoken}”`,
    reasons,
    remedy: 'Give the segment another wording in corrections.json ("spoken"), and run again.',
  });
  return failure;
}

async function closeEngine({ engine }: Slot): Promise<void> {
  await engine?.close();
}
