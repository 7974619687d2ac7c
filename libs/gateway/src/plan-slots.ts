import { lookup } from 'node:dns/promises';
import { join } from 'node:path';
import { EndpointEngine } from '@audiobook/engines/endpoint/endpoint-engine';
import type { SampleSource } from '@audiobook/engines/endpoint/sample-uploads';
import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { machineCores } from '@audiobook/engines/machine-cores';
import type { SpeechSpool } from '@audiobook/engines/speech-spool';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { EndpointSlot, Pool } from './pool.ts';
import { nameOf } from './read-pool.ts';
import { readSecret } from './read-secret.ts';
import type { SlotPlan } from './slot.ts';

/** The slots of a pool: those that it names, and those that are found at a host's addresses. */
export interface PlannedSlots {
  plans: SlotPlan[];
  /** Host names of which each address is a slot. */
  hosts: SlotHost[];
}

/** A host name that stands for as many slots as it has addresses. */
export interface SlotHost {
  hostname: string;
  engine: string;
  planAt(address: string): SlotPlan;
}

/** What slots find where they are. */
export interface SlotSurroundings {
  workspace: string;
  /** Where embedded slots put their speech. */
  spool?: SpeechSpool | undefined;
  /** The recordings that servers are given to speak with. */
  samples?: SampleSource | undefined;
}

/**
 * Plans the slots of a pool. Fails where it names an
 * engine that this machine does not have.
 */
export function planSlots(pool: Pool, surroundings: SlotSurroundings): Result<PlannedSlots> {
  const planned: PlannedSlots = { plans: [], hosts: [] };
  for (const slot of pool.slots) {
    if (slot.kind === 'embedded') {
      const plans = embeddedSlots(slot.engine, slot.count, surroundings.spool);
      if (!plans.ok) return plans;
      planned.plans.push(...plans.value);
    } else if (slot.everyAddress) {
      const { hostname } = new URL(slot.url);
      const planAt = (address: string) => endpointSlot(slot, surroundings, address);
      planned.hosts.push({ hostname, engine: slot.engine, planAt });
    } else planned.plans.push(endpointSlot(slot, surroundings));
  }
  return ok(planned);
}

/** All addresses that a host name has now. */
export async function addressesOf(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true });
  return [...new Set(found.map(({ address }) => address))];
}

function embeddedSlots(
  engine: string,
  count: number | undefined,
  spool: SpeechSpool | undefined,
): Result<SlotPlan[]> {
  const entry = engineCatalogue.get(engine);
  if (entry === undefined) return fail(unknownEngine(engine));
  const cores = machineCores();
  if (!cores.ok) return cores;
  const slots = Array.from(
    { length: count ?? cores.value.cores },
    (_, index): SlotPlan => ({
      name: `${engine}-${index + 1}`,
      engine,
      batch: 1,
      open: () => entry.open({ children: 1, ...(spool && { spool }) }),
    }),
  );
  return ok(slots);
}

function unknownEngine(engine: string): Failure {
  const names = [...engineCatalogue.keys()].join(', ');
  return {
    kind: 'bad-request',
    doing: 'reading the slots of gpu-runner/pool.json',
    found: `there is no embedded engine “${engine}”`,
    remedy: `Name one of these: ${names}; or make it an endpoint with a "url".`,
  };
}

function endpointSlot(
  slot: EndpointSlot,
  { workspace, samples }: SlotSurroundings,
  address?: string,
): SlotPlan {
  const { url, dialect, engine, serverModel, model, token, batch, answerSeconds } = slot;
  const name = address === undefined ? nameOf(slot) : `${nameOf(slot)} at ${address}`;
  const where = { folder: join(workspace, 'gpu-runner'), doing: `reading the token of ${name}` };
  return {
    name,
    engine,
    ...(batch !== undefined && { batch }),
    ...(model !== undefined && { model }),
    open: async () =>
      ok(
        new EndpointEngine({
          url: new URL(url),
          dialect,
          engine,
          ...(address !== undefined && { address }),
          ...(serverModel !== undefined && { serverModel }),
          ...(model !== undefined && { identity: model }),
          ...(batch !== undefined && { batch }),
          ...(samples !== undefined && { samples }),
          ...(token !== undefined && { token: () => readSecret(token, where) }),
          ...(answerSeconds !== undefined && { limits: { answerMs: answerSeconds * 1_000 } }),
        }),
      ),
  };
}
