import type { TakeKey } from '@audiobook/model/digest';
import type { Failure } from '@audiobook/model/failure';
import type { TakeStore } from '../take-store.ts';
import type { TakeServer } from './take-server.ts';

/** Takes that are handed out at the same time. */
const atOnce = 4;

/** What came of giving. */
export interface GivenTakes {
  given: number;
  /** Takes that the server does not have: it refused them, they could not be handed out, or it was stopped. */
  kept: number;
  /** What the server said of those that it refused: the first. */
  refused: string | undefined;
  /** Why no more could be handed out. */
  failure: Failure | undefined;
}

/**
 * Hands takes of a store out to a server, a few at a time, while others are spoken. They are read when their turn comes,
 * so that a slow server costs no memory. A failure ends it: the others would fail alike.
 *
 * What was fetched from shared takes is not handed out: it would go back under the name of who fetched it, also where its
 * writer is revoked meanwhile.
 */
export class TakeGiver {
  readonly #store: Pick<TakeStore, 'get'>;
  readonly #server: TakeServer;
  readonly #signal: AbortSignal;
  /** Everything that was ever asked for: each is handed out once. */
  readonly #asked = new Set<TakeKey>();
  readonly #waiting = new Set<TakeKey>();
  #idle = Promise.withResolvers<void>();
  #working = 0;
  #given = 0;
  #kept = 0;
  #refused: string | undefined;
  #failure: Failure | undefined;

  constructor(store: Pick<TakeStore, 'get'>, server: TakeServer, signal: AbortSignal) {
    this.#store = store;
    this.#server = server;
    this.#signal = signal;
    this.#idle.resolve();
  }

  /** Hands the take of a key out, when its turn comes. */
  give(key: TakeKey): void {
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.#waiting.add(key);
    if (this.#working >= atOnce) return;
    if (this.#working === 0) this.#idle = Promise.withResolvers();
    this.#working++;
    void this.#work();
  }

  /** Waits until everything is handed out, or can't be. Rejects where the store can't be read at all. */
  async finished(): Promise<GivenTakes> {
    await this.#idle.promise;
    const kept = this.#kept + this.#waiting.size;
    return { given: this.#given, kept, refused: this.#refused, failure: this.#failure };
  }

  async #work(): Promise<void> {
    try {
      for (const key of this.#waiting) {
        if (this.#failure !== undefined || this.#signal.aborted) break;
        this.#waiting.delete(key);
        await this.#handOut(key);
      }
    } catch (error) {
      this.#idle.promise.catch(() => undefined);
      this.#idle.reject(error);
    } finally {
      // In the same step in which it found nothing more: what comes from now on starts another.
      this.#working--;
      if (this.#working === 0) this.#idle.resolve();
    }
  }

  async #handOut(key: TakeKey): Promise<void> {
    const take = await this.#store.get(key);
    if (take === undefined || take.provenance.writer !== undefined) return;
    const put = await this.#server.put(take, this.#signal);
    if (put.ok && put.value.refused === undefined) {
      this.#given++;
      return;
    }
    this.#kept++;
    if (put.ok) this.#refused ??= put.value.refused;
    else if (put.failure.kind !== 'cancelled') this.#failure ??= put.failure;
  }
}
