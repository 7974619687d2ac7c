import type { SlotStatus } from '@audiobook/engines/gateway/gateway-status';
import { describeFailure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import type { Dispatcher } from './dispatcher.ts';
import type { SlotPlan } from './slot.ts';

/** Slots of which as many are there as are found, such as the addresses of a host name, or its GPUs. */
export interface SlotSource {
  /** As messages say it. */
  name: string;
  engine: string;
  /** How often it is looked at again, in milliseconds. */
  everyMs: number;
  /** What is there now. Where it fails, the slots stay that there were. */
  find(signal: AbortSignal): Promise<Result<SlotPlan[]>>;
  /** The slots that it has at least, without asking anybody; undefined where only this machine is asked. */
  unasked?: () => SlotPlan[];
}

/** Keeps a pool's slots equal to what its sources find. */
export class FollowSlots {
  readonly #sources: readonly SlotSource[];
  readonly #slots: Pick<Dispatcher, 'addSlot' | 'removeSlot'>;
  /** The names of each source's slots. */
  readonly #known = new Map<SlotSource, Set<string>>();
  readonly #troubles = new Map<SlotSource, string>();
  readonly #looking = new Map<SlotSource, Promise<void>>();
  readonly #stopped = new AbortController();
  #timers: NodeJS.Timeout[] = [];

  constructor(sources: readonly SlotSource[], slots: Pick<Dispatcher, 'addSlot' | 'removeSlot'>) {
    this.#sources = sources;
    this.#slots = slots;
  }

  start(): void {
    void this.look();
    this.#timers = this.#sources.map((source) =>
      setInterval(() => void this.#look(source), source.everyMs),
    );
  }

  stop(): void {
    this.#stopped.abort();
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Sources in which nothing is found, as slots that are not there. */
  unresolved(): SlotStatus[] {
    const empty = this.#sources.filter((source) => (this.#known.get(source)?.size ?? 0) === 0);
    return empty.map((source) => {
      const trouble = this.#troubles.get(source) ?? null;
      return {
        ...{ name: source.name, engine: source.engine, model: '', trouble },
        ...{ batch: 0, underWay: 0, spoken: 0, charactersPerSecond: null },
        state: trouble === null ? 'opening' : 'resting',
      };
    });
  }

  /** Looks at all sources once. */
  async look(): Promise<void> {
    await Promise.all(this.#sources.map((source) => this.#look(source)));
  }

  /** A look may take longer than the time between two, and is not begun twice. */
  #look(source: SlotSource): Promise<void> {
    const looking =
      this.#looking.get(source) ??
      this.#lookOnce(source).finally(() => this.#looking.delete(source));
    this.#looking.set(source, looking);
    return looking;
  }

  async #lookOnce(source: SlotSource): Promise<void> {
    const found = await source.find(this.#stopped.signal);
    if (this.#stopped.signal.aborted) return;
    if (found.ok) {
      this.#troubles.delete(source);
      this.#follow(source, found.value);
    } else this.#troubles.set(source, describeFailure(found.failure));
  }

  #follow(source: SlotSource, plans: readonly SlotPlan[]): void {
    const known = this.#known.get(source) ?? new Set<string>();
    this.#known.set(source, known);
    const found = new Set(plans.map(({ name }) => name));
    for (const name of [...known].filter((name) => !found.has(name))) {
      known.delete(name);
      this.#slots.removeSlot(name);
    }
    for (const plan of plans.filter(({ name }) => !known.has(name))) {
      known.add(plan.name);
      this.#slots.addSlot(plan);
    }
  }
}
