import type { SampleSource } from '@audiobook/engines/endpoint/sample-uploads';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { SlotSource } from '../follow-slots.ts';
import type { RunnerSlots } from '../pool.ts';
import { processorName } from '../processor-name.ts';
import type { SlotPlan } from '../slot.ts';
import { findGpus, type Gpu } from './find-gpus.ts';
import type { Host } from './host.ts';
import { hostOf, nvidiaSmi, remoteEngine } from './host-of.ts';
import { isElsewhere, nameOfRunners, type SlotParts, warmSeconds } from './runner-entry.ts';

/** How often a host is asked for its GPUs again, in milliseconds. */
const everyMs = 60_000;

/** The slots of an entry whose runners the gateway starts: one for each GPU, or so many without. */
export function runnerSlots(
  slots: RunnerSlots,
  { workspace, samples }: { workspace: string; samples?: SampleSource | undefined },
): { plans: SlotPlan[]; sources: SlotSource[] } {
  const host = hostOf(slots);
  const planOf = (name: string, gpu?: Gpu) =>
    slotPlan({ slots, workspace, samples, host, name, gpu });
  const base = nameOfRunners(slots);
  const { gpus, count } = slots;
  if (gpus === 'none') {
    const plans = Array.from({ length: count }, (_, index) => planOf(`${base}-${index + 1}`));
    return { plans, sources: [] };
  }
  const nameOf = namesOfGpus(base);
  const source: SlotSource = {
    name: `${base}: GPUs`,
    engine: slots.engine,
    everyMs,
    ...(isElsewhere(host, slots) && {
      unasked: () =>
        [...unaskedGpus(gpus, hostName(host, slots))].map(([name, gpu]) =>
          planOf(`${base}-${name}`, gpu),
        ),
    }),
    async find(signal) {
      const found = await findGpus(host, signal, nvidiaSmi(slots));
      if (!found.ok) return found;
      const chosen = chosenGpus(found.value, gpus, host);
      return chosen.ok ? ok(chosen.value.map((gpu) => planOf(nameOf(gpu), gpu))) : chosen;
    },
  };
  return { plans: [], sources: [source] };
}

/**
 * What the slot of each card is called: by nvidia-smi's number at first sight. When a card is gone, nvidia-smi
 * counts the others anew, and each keeps its slot.
 */
function namesOfGpus(base: string): (gpu: Gpu) => string {
  const names = new Map<string, string>();
  return ({ index, uuid }) => {
    const byNumber = `${base}-gpu${index}`;
    const isTaken = [...names.values()].includes(byNumber);
    const name = names.get(uuid) ?? (isTaken ? `${base}-${uuid}` : byNumber);
    names.set(uuid, name);
    return name;
  };
}

function chosenGpus(
  found: readonly Gpu[],
  wanted: 'all' | (number | string)[],
  host: Host,
): Result<Gpu[]> {
  if (wanted === 'all') return ok([...found]);
  const chosen: Gpu[] = [];
  for (const one of wanted) {
    const gpu = found.find(({ index, uuid }) => index === one || uuid === one);
    if (gpu === undefined) {
      return fail({
        kind: 'engine-failed',
        doing: `looking for GPU ${one}${host.name && ` of ${host.name}`}`,
        found: `there is ${found.map(({ index, uuid, name }) => `${index} (${uuid}, ${name})`).join(', ')}`,
        remedy: 'Correct "gpus" in gpu-runner/pool.json, or see why the card is gone: nvidia-smi.',
      });
    }
    chosen.push(gpu);
  }
  return ok(chosen);
}

function slotPlan({ slots, workspace, samples, host, name, gpu }: SlotParts): SlotPlan {
  const { engine, batch, model, pricePerHour } = slots;
  return {
    ...{ name, engine, onDemand: true },
    device: deviceOf(slots, host, gpu),
    deviceKind: gpu === undefined ? 'processor' : 'card',
    warmSeconds: warmSeconds(slots),
    ...(pricePerHour !== undefined && { pricePerHour }),
    ...(batch !== undefined && { batch }),
    ...(model !== undefined && { model }),
    async open() {
      // Whoever only asks what slots there are starts sooner without it.
      const { openRunner } = await import('./open-runner.ts');
      return ok(openRunner({ slots, workspace, samples, host, name, gpu }));
    },
  };
}

/** What it speaks with: a card's name, else a processor's. */
function deviceOf(slots: RunnerSlots, host: Host, gpu: Gpu | undefined): string {
  if (gpu !== undefined) return gpu.name || gpu.uuid;
  if (!isElsewhere(host, slots)) return processorName();
  return `processor of ${hostName(host, slots)}`;
}

/** What the machine of runners that are not on this one is called. */
function hostName(host: Host, slots: RunnerSlots): string {
  return host.name || new URL(remoteEngine(slots) ?? '').hostname;
}

/** The cards that an entry names, or one for all that there are. */
function unaskedGpus(wanted: 'all' | (number | string)[], host: string): Map<string, Gpu> {
  const ids = wanted === 'all' ? [0] : wanted;
  return new Map(
    ids.map((id) => {
      const index = typeof id === 'number' ? id : 0;
      const gpu = { index, uuid: String(id), name: `GPU ${id} of ${host}` };
      return [typeof id === 'number' ? `gpu${id}` : id, gpu];
    }),
  );
}
