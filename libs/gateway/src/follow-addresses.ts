import type { SlotStatus } from '@audiobook/engines/gateway/gateway-status';
import { describeFailure } from '@audiobook/model/failure';
import type { Dispatcher } from './dispatcher.ts';
import { addressesOf, type SlotHost } from './plan-slots.ts';

/** How often host names are looked up again, in milliseconds. */
const lookMs = 3_000;

/** Keeps a pool's slots equal to the addresses that host names have. */
export class FollowAddresses {
  readonly #hosts: readonly SlotHost[];
  readonly #slots: Pick<Dispatcher, 'addSlot' | 'removeSlot'>;
  readonly #lookUp: typeof addressesOf;
  /** The slot at each address, by host. */
  readonly #known = new Map<SlotHost, Map<string, string>>();
  readonly #troubles = new Map<SlotHost, string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(
    hosts: readonly SlotHost[],
    slots: Pick<Dispatcher, 'addSlot' | 'removeSlot'>,
    lookUp = addressesOf,
  ) {
    this.#hosts = hosts;
    this.#slots = slots;
    this.#lookUp = lookUp;
  }

  start(): void {
    if (this.#hosts.length === 0) return;
    void this.look();
    this.#timer = setInterval(() => void this.look(), lookMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Names without an address, as slots that are not there. */
  unresolved(): SlotStatus[] {
    const empty = this.#hosts.filter((host) => (this.#known.get(host)?.size ?? 0) === 0);
    return empty.map((host) => {
      const trouble = this.#troubles.get(host) ?? null;
      return {
        ...{ name: host.hostname, engine: host.engine, model: '', trouble },
        ...{ batch: 0, underWay: 0, spoken: 0, charactersPerSecond: null },
        state: trouble === null ? 'opening' : 'resting',
      };
    });
  }

  /** Looks all names up once. A name that can't be looked up now keeps the slots that it had. */
  async look(): Promise<void> {
    // A look-up may take longer than the time between two, and holds one of Node's few threads.
    this.#looking ??= Promise.all(this.#hosts.map((host) => this.#lookFor(host))).then(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #lookFor(host: SlotHost): Promise<void> {
    try {
      this.#follow(host, await this.#lookUp(host.hostname));
      this.#troubles.delete(host);
    } catch (error) {
      const doing = `looking up ${host.hostname}`;
      const found = (error as Error).message;
      const remedy = 'Correct "url" in gpu-runner/pool.json, or start what the name stands for.';
      this.#troubles.set(host, describeFailure({ kind: 'engine-failed', doing, found, remedy }));
    }
  }

  #follow(host: SlotHost, addresses: readonly string[]): void {
    const known = this.#known.get(host) ?? new Map<string, string>();
    this.#known.set(host, known);
    for (const [address, slot] of known) {
      if (addresses.includes(address)) continue;
      known.delete(address);
      this.#slots.removeSlot(slot);
    }
    for (const address of addresses) {
      if (known.has(address)) continue;
      const plan = host.planAt(address);
      known.set(address, plan.name);
      this.#slots.addSlot(plan);
    }
  }
}
