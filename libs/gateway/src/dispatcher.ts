/**
 * Has the slots of a pool speak what clients ask for.
 *
 * A slot that fails loses its segments to the others, rests, and is asked again after a while that
 * grows. A segment that fails on two slots fails alone. While no slot is there, segments wait.
 */

import { discard } from '@audiobook/engines/speech-spool';
import type { Failure } from '@audiobook/model/failure';
import { slotsNeeded } from '@audiobook/sharing/slots-needed';
import { Job, type Order, type Outcome } from './job.ts';
import type { SlotBooks } from './ledger/bookkeeping.ts';
import { noSuchModel } from './no-such-model.ts';
import { Slot, type SlotPlan } from './slot.ts';
import { SlotKeeper } from './slot-keeper.ts';
import { speakSegment } from './speak-segment.ts';
import { WaitingJobs } from './waiting-jobs.ts';

export interface DispatcherOptions {
  /** See `SlotKeeperOptions`. */
  restMs?: number;
  longestRestMs?: number;
  /** A segment that failed on one slot waits so long for another one that is not ready. */
  patienceMs?: number;
  /** Engines of slots that may be added later: what waits for one is not failed while none is there. */
  mayCome?: ReadonlySet<string>;
  /** Told when a slot's state changes. */
  onSlot?: (slot: Slot) => void;
  /** What the slots' work costs; by default nobody asks. */
  books?: SlotBooks;
}

const defaults = {
  ...{ restMs: 500, longestRestMs: 30_000, patienceMs: 120_000 },
  ...{ mayCome: new Set<string>(), onSlot: () => undefined },
  books: {
    changed: () => undefined,
    mayWake: (slots: readonly Slot[]) => slots,
    mayBegin: () => true,
    began: () => undefined,
    ended: () => undefined,
  },
};

/** After how many failures in a row a slot rests. */
const enoughFailures = 5;

const cancelled: Outcome = { kind: 'failed', failure: { kind: 'cancelled', doing: 'speaking' } };

export class Dispatcher {
  readonly #slots = new Map<string, Slot>();
  readonly #waiting = new WaitingJobs();
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #options: Required<DispatcherOptions>;
  readonly #keeper: SlotKeeper;
  /** What becomes of everything that waits, once the gateway retires. */
  #retired: Outcome | undefined;

  constructor(plans: readonly SlotPlan[], options: DispatcherOptions = {}) {
    this.#options = { ...defaults, ...options };
    this.#keeper = new SlotKeeper({
      ...this.#options,
      closing: this.#closing.signal,
      isNeeded: (slot) => this.#waiting.someFor(slot),
      changed: (slot) => {
        this.#options.books.changed(slot);
        this.#failHopeless();
        if (slot.state === 'ready') this.#handOut();
      },
    });
    for (const plan of plans) this.addSlot(plan);
  }

  get slots(): Slot[] {
    return [...this.#slots.values()];
  }

  /** Engines of which slots may be found, and none is there at the moment. */
  get awaited(): string[] {
    const known = new Set(this.slots.map(({ plan }) => plan.engine));
    return [...this.#options.mayCome].filter((engine) => !known.has(engine));
  }

  get segmentsUnderWay(): number {
    return this.#underWay.size;
  }

  /** Clients of which something waits that no slot can speak at the moment. */
  stuckClients(): Set<string> {
    const ready = this.slots.filter(({ state }) => state === 'ready');
    const models = new Set(ready.map(({ model }) => model));
    const stuck = this.#waiting.all.filter(({ model }) => !models.has(model));
    return new Set(stuck.map(({ client }) => client));
  }

  addSlot(plan: SlotPlan): void {
    const slot = new Slot(plan);
    this.#slots.set(plan.name, slot);
    if (slot.state === 'idle') this.#wakeForWaiting();
    else this.#keeper.open(slot);
  }

  /** Takes a slot out of the pool. What it has under way, it ends. */
  removeSlot(name: string): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    this.#slots.delete(name);
    slot.leaving.abort();
    this.reconsiderWaiting();
    // A slower slot may have left to this one what it could have begun.
    this.#handOut();
    if (slot.segments === 0) this.#keeper.close(slot, true);
  }

  /** Opens a slot of an engine, unless one is open, for whoever asks which model it has. */
  wake(engine: string): void {
    const slots = this.slots.filter(({ plan }) => plan.engine === engine);
    const idle = slots.find(({ state }) => state === 'idle');
    if (idle !== undefined && !slots.some(isOpen)) this.#keeper.wake(idle);
  }

  /**
   * Has a segment spoken on whichever slot has its model.
   *
   * It fails with `speech-failed` when two slots failed to speak it, with `bad-request` where no slot has
   * the model or two refuse it, and with `cancelled`. It waits as long as no slot is ready.
   */
  submit(order: Order): Job {
    const job = new Job(order);
    this.restore(job);
    return job;
  }

  /** Takes a segment out that is not under way; `restore` puts it back. */
  withdraw(job: Job): void {
    if (job.state !== 'waiting') return;
    this.#waiting.take(job);
    job.state = 'withdrawn';
  }

  restore(job: Job): void {
    if (job.state !== 'withdrawn') return;
    const failure = this.#noSuchModel(job);
    // What is asked of a gateway that ends belongs to the next one.
    if (this.#retired) job.settle(this.#retired);
    else if (this.#closing.signal.aborted) job.settle(cancelled);
    else if (failure !== undefined) job.settle({ kind: 'failed', failure });
    else {
      this.#waiting.add(job);
      this.#wakeFor(job);
      this.#handOut();
    }
  }

  /** Changes for whom and when a segment is spoken, as long as it waits. */
  reorder(job: Job, { client, book, place, interactive }: Order): void {
    const waits = job.state === 'waiting';
    if (waits) this.#waiting.take(job);
    Object.assign(job, { client, book, place, interactive });
    if (waits) this.#waiting.add(job);
  }

  cancel(job: Job): void {
    if (job.state === 'settled') return;
    if (job.state === 'waiting') this.#waiting.take(job);
    job.settle(cancelled);
    job.stop.abort();
  }

  /** Begins nothing more: `outcome` is that of all that waits; what is under way is ended. */
  async retire(outcome: Outcome): Promise<void> {
    this.#retired = outcome;
    for (const job of this.#waiting.all) {
      this.#waiting.take(job);
      job.settle(outcome);
    }
    while (this.#underWay.size > 0) await Promise.race(this.#underWay);
  }

  /** Has all slots delete what they were given of samples: see `SpeechEngine`. */
  async forgetSamples(chosen?: (digest: string) => boolean): Promise<Failure[]> {
    const forgotten = this.slots.map(({ engine }) => engine?.forgetSamples?.(chosen) ?? []);
    return (await Promise.all(forgotten)).flat();
  }

  /** Cancels everything and closes all slots; what they started stays warm for a next gateway, unless told. */
  async close({ leaveWarm = true } = {}): Promise<void> {
    this.#closing.abort();
    for (const job of this.#waiting.all) this.cancel(job);
    for (const slot of this.slots) this.#keeper.close(slot, leaveWarm);
    await Promise.all(this.#underWay);
    await this.#keeper.idle();
  }

  /** Fails what no slot will ever speak, or not in time, and opens slots for the rest. Called now and then. */
  reconsiderWaiting(): void {
    this.#failHopeless();
    this.#wakeForWaiting();
  }

  #failHopeless(): void {
    for (const job of this.#waiting.all) {
      const failure = this.#noSuchModel(job) ?? (this.#isGivenUp(job) ? job.failure() : undefined);
      if (failure === undefined) continue;
      this.#waiting.take(job);
      job.settle({ kind: 'failed', failure });
    }
  }

  /**
   * Opens those slots that are opened on demand, may have a segment's model, find something to speak, and for which
   * there is money.
   */
  #wakeFor(job: Job): void {
    const able = this.#ableSlots(job).filter(({ name }) => !job.avoid.has(name));
    const idle = able.filter(({ state }) => state === 'idle');
    if (idle.length === 0) return;
    const needed = slotsNeeded(this.#waiting.count(job.model), able.filter(isOpen), idle);
    if (needed === 0) return;
    const affordable = this.#options.books.mayWake(idle, job);
    for (const slot of affordable.slice(0, needed)) this.#keeper.wake(slot);
  }

  /** What one run could not pay for may be opened for another, or when it is known what loading takes. */
  #wakeForWaiting(): void {
    if (!this.slots.some(({ state }) => state === 'idle')) return;
    const asked = new Set<string>();
    for (const job of this.#waiting.all) {
      const name = JSON.stringify([job.client, job.book, job.engine, job.model]);
      if (job.state !== 'waiting' || asked.has(name)) continue;
      asked.add(name);
      this.#wakeFor(job);
    }
  }

  #noSuchModel(job: Job): Failure | undefined {
    return this.awaited.includes(job.engine) ? undefined : noSuchModel(job, this.slots);
  }

  #handOut(): void {
    if (this.#retired) return;
    for (let busy = true; busy; ) {
      busy = false;
      const ready = this.slots.filter(({ state }) => state === 'ready');
      for (const slot of ready) {
        const job = this.#waiting.next(slot, ready);
        if (job === undefined) continue;
        busy = true;
        if (!this.#options.books.mayBegin(slot, job)) continue;
        const running = this.#run(job, slot).finally(() => this.#underWay.delete(running));
        this.#underWay.add(running);
      }
    }
  }

  async #run(job: Job, slot: Slot): Promise<void> {
    const { engine } = slot;
    if (engine === undefined) throw new Error(`${slot.name} is ready without an engine`);
    job.state = 'under way';
    slot.began(job);
    this.#options.books.began(slot, job);
    const signal = AbortSignal.any([job.stop.signal, this.#closing.signal]);
    const request = job.interactive ? { ...job.request, interactive: true } : job.request;
    const spoken = await speakSegment(engine, request, signal);
    const seconds = slot.ended(job, spoken.ok);
    this.#options.books.ended(slot, job, spoken.ok ? spoken.value : undefined, seconds);
    if (spoken.ok) {
      slot.failures = 0;
      if (job.state === 'under way') {
        job.settle({ kind: 'spoken', spoken: spoken.value, slot: slot.name });
      } else discard(spoken.value);
    } else if (job.state === 'under way') this.#failed(job, slot, spoken.failure);
    if (slot.leaving.signal.aborted && slot.segments === 0) this.#keeper.close(slot, true);
    this.#handOut();
  }

  #failed(job: Job, slot: Slot, failure: Failure): void {
    if (this.#closing.signal.aborted) {
      job.settle(cancelled);
      return;
    }
    switch (failure.kind) {
      case 'engine-failed':
        if (failure.begun === true) job.wasLost(slot, failure.found);
        this.#keeper.rest(slot, failure);
        break;
      case 'engine-busy':
        slot.hadTooMuch();
        // What it has under way shows when it has room again; without any, it must be given time.
        if (slot.segments === 0) this.#keeper.rest(slot, failure, failure.retrySeconds);
        break;
      case 'cancelled':
        // The slot was closed beneath it.
        break;
      case 'speech-failed':
        job.couldNot(slot, failure);
        this.#spokeBadly(slot, failure);
        break;
      default:
        job.couldNot(slot, failure);
    }
    this.#tryAgain(job);
  }

  /** A slot that fails at one text after another is at fault itself. */
  #spokeBadly(slot: Slot, failure: Failure): void {
    if (slot.failures + 1 >= enoughFailures) this.#keeper.rest(slot, failure);
    else slot.failures++;
  }

  #tryAgain(job: Job): void {
    const isAtFault = job.isAtFault(this.#ableSlots(job).length);
    if (isAtFault || this.#isGivenUp(job)) job.settle({ kind: 'failed', failure: job.failure() });
    else if (this.#retired) job.settle(this.#retired);
    else {
      this.#waiting.add(job);
      this.#wakeFor(job);
    }
  }

  /** Slots that have the model, or may turn out to have it. */
  #ableSlots({ engine, model }: Job): Slot[] {
    return this.slots.filter(
      (slot) =>
        slot.plan.engine === engine &&
        slot.state !== 'refused' &&
        (slot.model === model || slot.model === ''),
    );
  }

  /** Whether no slot is left for what one slot could not speak, or none that comes in time. */
  #isGivenUp(job: Job): boolean {
    if (job.avoid.size === 0) return false;
    const others = this.#ableSlots(job).filter(({ name }) => !job.avoid.has(name));
    if (others.some(({ state }) => state === 'ready')) return false;
    return others.length === 0 || performance.now() - job.avoidedAt > this.#options.patienceMs;
  }
}

/** Whether a slot speaks, or soon will. */
function isOpen({ state }: Slot): boolean {
  return state === 'opening' || state === 'ready';
}
