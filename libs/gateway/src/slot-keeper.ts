import { setTimeout as delay } from 'node:timers/promises';
import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import type { Failure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import { otherModel } from './no-such-model.ts';
import type { Slot } from './slot.ts';

export interface SlotKeeperOptions {
  /**
   * A slot that failed is asked again after so long, twice as long after each further failure; one that is
   * not ready after a tenth of the time for which it has not been, but no sooner than after a tenth of this.
   */
  restMs: number;
  longestRestMs: number;
  /** Told when a slot's state changes. */
  onSlot: (slot: Slot) => void;
  /** Told whenever a slot has become something, even what it was. */
  changed: (slot: Slot) => void;
  /** Whether something waits that a slot may speak. */
  isNeeded: (slot: Slot) => boolean;
  /** Aborted when no slot is needed any more. */
  closing: AbortSignal;
}

/** Opens slots, lets those that fail rest, and opens them again. */
export class SlotKeeper {
  readonly #options: SlotKeeperOptions;
  readonly #tasks = new Set<Promise<void>>();

  constructor(options: SlotKeeperOptions) {
    this.#options = options;
  }

  /** Opens a slot, however often that takes. */
  open(slot: Slot): void {
    this.#keep(this.#open(slot));
  }

  /** Opens a slot that is opened on demand. */
  wake(slot: Slot): void {
    if (slot.state !== 'idle') return;
    this.#become(slot, 'opening');
    this.open(slot);
  }

  /** A slot that does not work rests, and is opened again; no sooner than after `seconds`. */
  rest(slot: Slot, failure: Failure, seconds = 0): void {
    if (slot.state !== 'ready') return;
    slot.failures++;
    this.#become(slot, 'resting', failure);
    const signal = this.#signalOf(slot);
    const rest = Math.max(this.#restOf(slot), seconds * 1_000);
    const reopened = delay(rest, undefined, { signal }).then(
      () => this.#open(slot),
      () => undefined,
    );
    this.#keep(reopened);
  }

  /** Closes what a slot speaks with; what it started stays for the next gateway where it is left warm. */
  close({ engine }: Slot, leaveWarm: boolean): void {
    if (engine === undefined) return;
    this.#keep(leaveWarm ? engine.close() : dismissed(engine));
  }

  /** Settled when nothing is opened or closed any more. */
  async idle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  #keep(task: Promise<void>): void {
    const kept = task.finally(() => this.#tasks.delete(kept));
    this.#tasks.add(kept);
  }

  async #open(slot: Slot): Promise<void> {
    const signal = this.#signalOf(slot);
    const began = performance.now();
    while (!signal.aborted) {
      // What was started for a segment that somebody else has spoken since is not started again.
      if (slot.plan.onDemand && slot.failures > 0 && !this.#options.isNeeded(slot)) {
        this.#become(slot, 'idle', slot.trouble);
        return;
      }
      const identity = await this.#identityOf(slot, signal);
      if (signal.aborted) return;
      if (identity.ok && slot.accepts(identity.value)) {
        this.#become(slot, 'ready');
        return;
      }
      if (identity.ok) this.#become(slot, 'refused', otherModel(slot, identity.value));
      else this.#become(slot, loads(identity.failure) ? 'opening' : 'resting', identity.failure);
      const rest = this.#restBeforeReady(performance.now() - began);
      await delay(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  async #identityOf(slot: Slot, signal: AbortSignal): Promise<Result<string>> {
    if (slot.engine === undefined) {
      const opened = await slot.plan.open(signal);
      if (!opened.ok) return opened;
      slot.engine = opened.value;
    }
    return slot.engine.identity();
  }

  #become(slot: Slot, state: Slot['state'], trouble?: Failure): void {
    const isNew = slot.state !== state;
    slot.state = state;
    slot.trouble = trouble;
    if (isNew) this.#options.onSlot(slot);
    this.#options.changed(slot);
  }

  #signalOf(slot: Slot): AbortSignal {
    return AbortSignal.any([this.#options.closing, slot.leaving.signal]);
  }

  /** Of a slot that loads for a minute, no more than a tenth of that is lost by not asking it. */
  #restBeforeReady(elapsedMs: number): number {
    const { restMs, longestRestMs } = this.#options;
    return Math.min(Math.max(restMs / 10, elapsedMs / 10), longestRestMs);
  }

  #restOf({ failures }: Slot): number {
    const { restMs, longestRestMs } = this.#options;
    return Math.min(restMs * 2 ** Math.min(Math.max(0, failures - 1), 20), longestRestMs);
  }
}

async function dismissed(engine: SpeechEngine): Promise<void> {
  await (engine.dismiss?.() ?? engine.close());
}

/** Whether there is nothing wrong but that a model takes its time. */
function loads(failure: Failure): boolean {
  return failure.kind === 'engine-failed' && failure.loading === true;
}
