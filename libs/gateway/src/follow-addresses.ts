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
  #timer: NodeJS.Timeout | undefined;

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

  /** Looks all names up once. A name that can't be looked up now keeps the slots that it had. */
  async look(): Promise<void> {
    await Promise.all(
      this.#hosts.map(async (host) => {
        const found = await this.#lookUp(host.hostname).catch(() => undefined);
        if (found !== undefined) this.#follow(host, found);
      }),
    );
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
