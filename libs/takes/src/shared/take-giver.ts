import type { TakeKey } from '@audiobook/model/digest';
import type { Failure } from '@audiobook/model/failure';
import type { TakeStore } from '../take-store.ts';
import type { TakeServer } from './take-server.ts';

/** Takes that are handed out at the same time. */
const atOnce = 4;

/** What came of giving. */
export interface GivenTakes {
  given: number;
  /** Takes that the server does not have: they could not be handed out, or it was stopped. */
  kept: number;
  /** The first reason. */
  failure: Failure | undefined;
}

/**
 * Hands takes of a store out to a server, a few at a time, while others are spoken. They are read when their turn comes,
 * so that a slow server costs no memory. What can't be handed out ends it: the others would fail alike.
 */
export class TakeGiver {
  readonly #store: Pick<TakeStore, 'get'>;
  readonly #server: TakeServer;
  readonly #signal: AbortSignal;
  /** Everything that was ever asked for: each is handed out once. */
  readonly #asked = new Set<TakeKey>();
  readonly #waiting = new Set<TakeKey>();
  readonly #workers = new Set<Promise<void>>();
  #given = 0;
  #kept = 0;
  #failure: Failure | undefined;

  constructor(store: Pick<TakeStore, 'get'>, server: TakeServer, signal: AbortSignal) {
    this.#store = store;
    this.#server = server;
    this.#signal = signal;
  }

  /** Hands the take of a key out, when its turn comes. */
  give(key: TakeKey): void {
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.#waiting.add(key);
    if (this.#workers.size >= atOnce) return;
    const worker = this.#work().finally(() => this.#workers.delete(worker));
    this.#workers.add(worker);
  }

  /** Waits until everything is handed out, or can't be. */
  async finished(): Promise<GivenTakes> {
    while (this.#workers.size > 0) await Promise.all(this.#workers);
    const kept = this.#kept + this.#waiting.size;
    return { given: this.#given, kept, failure: this.#failure };
  }

  async #work(): Promise<void> {
    for (const key of this.#waiting) {
      if (this.#failure !== undefined || this.#signal.aborted) return;
      this.#waiting.delete(key);
      const take = await this.#store.get(key);
      if (take === undefined) continue;
      const put = await this.#server.put(take, this.#signal);
      if (put.ok) this.#given++;
      else {
        this.#kept++;
        if (put.failure.kind !== 'cancelled') this.#failure ??= put.failure;
      }
    }
  }
}
