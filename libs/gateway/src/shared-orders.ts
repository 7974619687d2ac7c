import { createHash } from 'node:crypto';
import { bytesOf, discard, isThere } from '@audiobook/engines/speech-spool';
import type { Dispatcher } from './dispatcher.ts';
import type { Job, Order, Outcome } from './job.ts';

/** One client's wish for a segment. */
export interface Ticket {
  /** What came of it, unless it was cancelled. */
  outcome: Promise<Outcome>;
  cancel(): void;
  /** Nothing is spoken for this ticket until it is released: its client does not keep up. */
  hold(): void;
  release(): void;
}

interface Wish {
  order: Order;
  held: boolean;
}

interface Shared {
  name: string;
  job: Job;
  wishes: Set<Wish>;
}

/** Bytes of audio that are kept for whoever asks for them a moment later. */
const keptBytes = 64 * 2 ** 20;

/**
 * Has a segment that several clients want spoken once, and gives it to each.
 *
 * What was spoken last is kept for a while: whoever looked for its take just before it was
 * written, and asks for it just after it was spoken, gets the same.
 */
export class SharedOrders {
  readonly #dispatcher: Dispatcher;
  readonly #shared = new Map<string, Shared>();
  readonly #recent = new Map<string, Outcome & { kind: 'spoken' }>();
  #recentBytes = 0;

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  ask(order: Order): Ticket {
    const name = nameOf(order);
    const recent = this.#recent.get(name);
    if (recent !== undefined && isThere(recent.spoken)) return settled(recent);
    const wish: Wish = { order, held: false };
    let shared = this.#shared.get(name);
    if (shared === undefined) shared = this.#submit(name, wish);
    else {
      shared.wishes.add(wish);
      this.#follow(shared);
    }
    return this.#ticket(shared, wish);
  }

  #submit(name: string, wish: Wish): Shared {
    const job = this.#dispatcher.submit(wish.order);
    const shared = { name, job, wishes: new Set([wish]) };
    this.#shared.set(name, shared);
    void job.outcome.then((outcome) => {
      this.#forget(shared);
      if (outcome.kind === 'spoken') this.#remember(name, outcome);
    });
    return shared;
  }

  #ticket(shared: Shared, wish: Wish): Ticket {
    const { job, wishes } = shared;
    const hold = (held: boolean) => {
      wish.held = held;
      if (wishes.has(wish)) this.#follow(shared);
    };
    return {
      outcome: job.outcome,
      hold: () => hold(true),
      release: () => hold(false),
      cancel: () => {
        wishes.delete(wish);
        if (wishes.size > 0) this.#follow(shared);
        else {
          this.#forget(shared);
          this.#dispatcher.cancel(job);
        }
      },
    };
  }

  #forget(shared: Shared): void {
    if (this.#shared.get(shared.name) === shared) this.#shared.delete(shared.name);
  }

  /** Has a segment wait for the most urgent of those who want it now. */
  #follow({ job, wishes }: Shared): void {
    const open = [...wishes].filter(({ held }) => !held).map(({ order }) => order);
    const [first] = open;
    if (first === undefined) {
      this.#dispatcher.withdraw(job);
      return;
    }
    const order = open.find(({ interactive }) => interactive) ?? first;
    this.#dispatcher.reorder(job, order);
    this.#dispatcher.restore(job);
  }

  #remember(name: string, outcome: Outcome & { kind: 'spoken' }): void {
    const before = this.#recent.get(name);
    if (before !== undefined) this.#recentBytes -= bytesOf(before.spoken);
    this.#recent.set(name, outcome);
    this.#recentBytes += bytesOf(outcome.spoken);
    for (const [oldest, { spoken }] of this.#recent) {
      if (this.#recentBytes <= keptBytes) return;
      this.#recent.delete(oldest);
      this.#recentBytes -= bytesOf(spoken);
      discard(spoken);
    }
  }
}

function settled(outcome: Outcome): Ticket {
  const nothing = () => undefined;
  return { outcome: Promise.resolve(outcome), cancel: nothing, hold: nothing, release: nothing };
}

/** Equal for two orders exactly when the same is to be spoken. */
function nameOf({ engine, model, request }: Order): string {
  const { spoken, language, voice, params, seed } = request;
  const sorted = Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1));
  const fields = JSON.stringify([engine, model, spoken, language, voice, sorted, seed]);
  return createHash('sha256').update(fields).digest('base64');
}
