import { join } from 'node:path';
import type { SampleSource } from '@audiobook/engines/endpoint/sample-uploads';
import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { machineCores } from '@audiobook/engines/machine-cores';
import type { SpeechSpool } from '@audiobook/engines/speech-spool';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { SlotSource } from './follow-slots.ts';
import { hostAddresses } from './host-addresses.ts';
import type { EmbeddedSlots, EndpointSlot, Pool } from './pool.ts';
import { processorName } from './processor-name.ts';
import { nameOf } from './read-pool.ts';
import { readSecret } from './read-secret.ts';
import { runnerSlots } from './runners/runner-slots.ts';
import type { SlotPlan } from './slot.ts';

/** The slots of a pool: those that it names, and those that are found. */
export interface PlannedSlots {
  plans: SlotPlan[];
  sources: SlotSource[];
}

/** What slots need of the gateway. */
export interface SlotSurroundings {
  workspace: string;
  /** Where embedded slots put their speech. */
  spool?: SpeechSpool | undefined;
  /** The recordings that servers are given to speak with. */
  samples?: SampleSource | undefined;
}

/** Plans slots. Fails where an embedded engine is named that this machine does not have. */
export function planSlots(
  slots: NonNullable<Pool['slots']>,
  surroundings: SlotSurroundings,
): Result<PlannedSlots> {
  const planned: PlannedSlots = { plans: [], sources: [] };
  for (const slot of slots) {
    if (slot.kind === 'embedded') {
      const plans = embeddedSlots(slot, surroundings.spool);
      if (!plans.ok) return plans;
      planned.plans.push(...plans.value);
    } else if (slot.kind !== 'endpoint') {
      const { plans, sources } = runnerSlots(slot, surroundings);
      planned.plans.push(...plans);
      planned.sources.push(...sources);
    } else if (slot.everyAddress) {
      const { hostname } = new URL(slot.url);
      const planAt = (address: string) => endpointSlot(slot, surroundings, address);
      planned.sources.push(
        hostAddresses({
          ...{ hostname, engine: slot.engine, planAt },
          unasked: () => [endpointSlot(slot, surroundings)],
        }),
      );
    } else planned.plans.push(endpointSlot(slot, surroundings));
  }
  return ok(planned);
}

function embeddedSlots(
  { engine, count, pricePerHour }: EmbeddedSlots,
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
      device: processorName(),
      deviceKind: 'processor',
      isEmbedded: true,
      ...(pricePerHour !== undefined && { pricePerHour }),
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

/** A slot of a server, at one of its addresses if that is given. */
export function endpointSlot(
  slot: EndpointSlot,
  { workspace, samples }: SlotSurroundings,
  address?: string,
): SlotPlan {
  const { url, dialect, engine, serverModel, model, token, batch, answerSeconds, pricePerHour } =
    slot;
  const name = address === undefined ? nameOf(slot) : `${nameOf(slot)} at ${address}`;
  const where = { folder: join(workspace, 'gpu-runner'), doing: `reading the token of ${name}` };
  return {
    name,
    engine,
    device: new URL(url).host,
    deviceKind: 'server',
    ...(pricePerHour !== undefined && { pricePerHour }),
    ...(batch !== undefined && { batch }),
    ...(model !== undefined && { model }),
    async open() {
      // Whoever only asks what slots there are starts sooner without it.
      const { EndpointEngine } = await import('@audiobook/engines/endpoint/endpoint-engine');
      return ok(
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
      );
    },
  };
}
