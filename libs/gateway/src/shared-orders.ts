import { createHash } from 'node:crypto';
import { bytesOf, discard, isThere } from '@audiobook/engines/speech-spool';
import type { Failure } from '@audiobook/model/failure';
import type { Dispatcher } from './dispatcher.ts';
import { Job, type Order, type Outcome } from './job.ts';

/** One client's wish for a segment. */
export interface Ticket {
  /** What came of it. */
  outcome: Promise<Outcome>;
  cancel(): void;
  /** Settles it with `outcome`, unless a slot has begun it. */
  giveUp(outcome: Outcome): void;
  /** Nothing is spoken for this ticket until it is released: its client does not keep up. */
  hold(): void;
  release(): void;
}

interface Wish {
  order: Order;
  held: boolean;
  outcome: Promise<Outcome>;
  settle(outcome: Outcome): void;
}

interface Shared {
  name: string;
  job: Job;
  wishes: Set<Wish>;
  /** The one that is charged with it. */
  owner: Wish;
}

const cancelled: Outcome = { kind: 'failed', failure: { kind: 'cancelled', doing: 'speaking' } };

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
    if (recent !== undefined && isThere(recent.spoken)) return settled({ ...recent, shared: true });
    const wish = wishFor(order);
    let shared = this.#shared.get(name);
    if (shared === undefined) shared = this.#submit(name, wish);
    else {
      shared.wishes.add(wish);
      this.#follow(shared);
    }
    return this.#ticket(shared, wish);
  }

  #submit(name: string, wish: Wish): Shared {
    const job = new Job(wish.order);
    const shared = { name, job, wishes: new Set([wish]), owner: wish };
    this.#shared.set(name, shared);
    void job.outcome.then((outcome) => {
      this.#forget(shared);
      if (outcome.kind === 'spoken') this.#remember(name, outcome);
      for (const each of shared.wishes) each.settle(outcomeFor(each, shared.owner, outcome));
    });
    // It may be refused while it is handed in, and is to be found then.
    this.#dispatcher.restore(job);
    return shared;
  }

  #ticket(shared: Shared, wish: Wish): Ticket {
    const { wishes } = shared;
    const hold = (held: boolean) => {
      wish.held = held;
      if (wishes.has(wish)) this.#follow(shared);
    };
    return {
      outcome: wish.outcome,
      hold: () => hold(true),
      release: () => hold(false),
      cancel: () => this.#takeOut(shared, wish, cancelled),
      giveUp: (outcome) => {
        if (isWaiting(shared)) this.#takeOut(shared, wish, outcome);
      },
    };
  }

  /** Settles what waits and is refused; the segments that others want too stay for them. */
  refuse(isRefused: (order: Order) => boolean, failure: Failure): void {
    for (const shared of [...this.#shared.values()]) {
      // What is under way is ended, and what has just been spoken is about to be handed on.
      if (!isWaiting(shared)) continue;
      for (const wish of [...shared.wishes].filter(({ order }) => isRefused(order))) {
        this.#takeOut(shared, wish, { kind: 'failed', failure });
      }
    }
  }

  #takeOut(shared: Shared, wish: Wish, outcome: Outcome): void {
    const { job, wishes } = shared;
    wishes.delete(wish);
    wish.settle(outcome);
    if (wishes.size > 0) this.#follow(shared);
    else {
      this.#forget(shared);
      this.#dispatcher.cancel(job);
    }
  }

  #forget(shared: Shared): void {
    if (this.#shared.get(shared.name) === shared) this.#shared.delete(shared.name);
  }

  /** Has a segment wait for the most urgent of those who want it now. */
  #follow(shared: Shared): void {
    const { job, wishes, owner } = shared;
    const open = [...wishes].filter(({ held }) => !held);
    const [first] = open;
    if (first === undefined) {
      // What is under way all the same is charged to one who still wants it.
      if (!wishes.has(owner)) shared.owner = [...wishes][0] ?? owner;
      this.#dispatcher.reorder(job, shared.owner.order);
      this.#dispatcher.withdraw(job);
      return;
    }
    shared.owner = open.find(({ order }) => order.interactive) ?? first;
    this.#dispatcher.reorder(job, shared.owner.order);
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

function wishFor(order: Order): Wish {
  const { promise: outcome, resolve: settle } = Promise.withResolvers<Outcome>();
  return { order, held: false, outcome, settle };
}

/** Whether no slot has begun it. */
function isWaiting({ job: { state } }: Shared): boolean {
  return state === 'waiting' || state === 'withdrawn';
}

/** What is spoken once counts once, for whom it is charged to. */
function outcomeFor(wish: Wish, owner: Wish, outcome: Outcome): Outcome {
  return outcome.kind === 'spoken' && wish !== owner ? { ...outcome, shared: true } : outcome;
}

function settled(outcome: Outcome): Ticket {
  const nothing = () => undefined;
  const ticket = { cancel: nothing, giveUp: nothing, hold: nothing, release: nothing };
  return { outcome: Promise.resolve(outcome), ...ticket };
}

/** Equal for two orders exactly when the same is to be spoken. */
function nameOf({ engine, model, request }: Order): string {
  const { spoken, language, voice, params, seed } = request;
  const sorted = Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1));
  const fields = JSON.stringify([engine, model, spoken, language, voice, sorted, seed]);
  return createHash('sha256').update(fields).digest('base64');
}
