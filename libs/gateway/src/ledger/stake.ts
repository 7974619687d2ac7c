import type { Slot } from '../slot.ts';

/** The book of what is spoken for none. No folder of a book is called so by default. */
export const noBook = '_none';

/** Who pays: a run, and the book that it speaks. */
export interface Payer {
  run: string;
  book: string;
}

/** What a client needs of the slots, as long as it is connected: whoever needs a slot pays for its waiting. */
export class Stake implements Payer {
  readonly run: string;
  readonly book: string;
  /** Its money is spent: it needs nothing any more. */
  isStopped = false;
  /** Models by engine. */
  readonly #wanted = new Map<string, Set<string>>();

  constructor({ run, book }: Payer) {
    this.run = run;
    this.book = book;
  }

  wants(engine: string, model: string): void {
    const models = this.#wanted.get(engine) ?? new Set();
    this.#wanted.set(engine, models.add(model));
  }

  needs({ plan, model, state }: Slot): boolean {
    const models = this.#wanted.get(plan.engine);
    if (models === undefined || this.isStopped || state === 'refused') return false;
    return model === '' || models.has(model);
  }
}
