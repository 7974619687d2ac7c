import { lookup } from 'node:dns/promises';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { SlotSource } from './follow-slots.ts';
import type { SlotPlan } from './slot.ts';

export interface HostAddressesOptions {
  hostname: string;
  engine: string;
  planAt(address: string): SlotPlan;
  /** See `SlotSource`. */
  unasked?: () => SlotPlan[];
  /** All addresses that a name has now; by default as the system looks them up. */
  lookUp?: (hostname: string) => Promise<string[]>;
}

/** How often host names are looked up again, in milliseconds. */
const everyMs = 3_000;

/** A host name that stands for as many slots as it has addresses. */
export function hostAddresses({
  hostname,
  engine,
  planAt,
  unasked,
  lookUp = addressesOf,
}: HostAddressesOptions): SlotSource {
  return {
    ...{ name: hostname, engine, everyMs },
    ...(unasked && { unasked }),
    async find(): Promise<Result<SlotPlan[]>> {
      try {
        return ok((await lookUp(hostname)).map(planAt));
      } catch (error) {
        const doing = `looking up ${hostname}`;
        const found = (error as Error).message;
        const remedy = 'Correct "url" in gpu-runner/pool.json, or start what the name stands for.';
        return fail({ kind: 'engine-failed', doing, found, remedy });
      }
    },
  };
}

/** All addresses that a host name has now. */
export async function addressesOf(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true });
  return [...new Set(found.map(({ address }) => address))];
}
