import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SampleSource } from '@audiobook/engines/endpoint/sample-uploads';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { SlotSource } from '../follow-slots.ts';
import type { RunnerSlots } from '../pool.ts';
import type { SlotPlan } from '../slot.ts';
import { DockerControl } from './docker-control.ts';
import { findGpus, type Gpu } from './find-gpus.ts';
import type { Host } from './host.ts';
import { dockerHostOf, hostOf, nvidiaSmi, remoteEngine } from './host-of.ts';
import { ProcessControl } from './process-control.ts';
import type { RunnerControl, RunnerSpec } from './runner-control.ts';
import { RunnerEngine } from './runner-engine.ts';
import { SshHost } from './ssh-host.ts';

/** How often a host is asked for its GPUs again, in milliseconds. */
const everyMs = 60_000;
const idleMinutes = { inCi: 1, otherwise: 10 };

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

/** What the slots of an entry are called: by its name or engine, and its machine. */
export function nameOfRunners(slots: RunnerSlots): string {
  const { name, engine } = slots;
  const where = slots.kind === 'ssh' ? slots.host : slots.kind === 'docker' ? slots.dockerHost : '';
  return name ?? [engine, where?.replace(/^\w+:\/\//, '')].filter(Boolean).join(' on ');
}

/** By what name a workspace's runners lease GPUs. */
export function ownerOf(workspace: string): string {
  return `${workspace} of ${hostname()}`;
}

/** gpu-runner/ on the machine of an entry, for processes. */
export function folderOf(slots: RunnerSlots, workspace: string): string {
  return slots.kind === 'ssh' ? slots.folder : join(workspace, 'gpu-runner');
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

interface SlotParts {
  slots: RunnerSlots;
  workspace: string;
  samples?: SampleSource | undefined;
  host: Host;
  name: string;
  gpu: Gpu | undefined;
}

function slotPlan({ slots, workspace, samples, host, name, gpu }: SlotParts): SlotPlan {
  const { engine, batch, model, answerSeconds, startSeconds } = slots;
  return {
    ...{ name, engine, onDemand: true },
    ...(batch !== undefined && { batch }),
    ...(model !== undefined && { model }),
    async open() {
      const spec = specOf({ slots, workspace, host, name, gpu });
      const endpoint = {
        engine,
        ...(batch !== undefined && { batch }),
        // The runner itself says what it has: no note is needed of what it was given.
        ...(samples && { samples: { owner: samples.owner, read: samples.read.bind(samples) } }),
        ...(answerSeconds !== undefined && { limits: { answerMs: answerSeconds * 1_000 } }),
      };
      return ok(
        new RunnerEngine({
          host,
          control: controlOf(slots, workspace, host, spec),
          startSeconds,
          isForeign: host.name !== '' || remoteEngine(slots) !== undefined,
          endpoint,
        }),
      );
    },
  };
}

function specOf({ slots, workspace, host, name, gpu }: SlotParts): RunnerSpec {
  const { engine, batch, weights, options } = slots;
  const owner = ownerOf(workspace);
  const minutes = slots.idleMinutes ?? (process.env.CI ? idleMinutes.inCi : idleMinutes.otherwise);
  const mark = createHash('sha256').update(`${owner}\0${name}`).digest('hex').slice(0, 12);
  return {
    key: `${name.replace(/[^a-zA-Z0-9]+/g, '-').slice(0, 40)}-${mark}`,
    ...{ engine, owner, options },
    idleSeconds: Math.ceil(minutes * 60),
    ...(host.name === '' && { network: networkOf(process.env) }),
    ...(gpu && { gpu: { index: gpu.index, uuid: gpu.uuid } }),
    ...(batch !== undefined && { batch }),
    ...(weights !== undefined && { weights }),
  };
}

function controlOf(
  slots: RunnerSlots,
  workspace: string,
  host: Host,
  spec: RunnerSpec,
): RunnerControl {
  const isDocker = slots.kind === 'docker' || (slots.kind === 'ssh' && slots.runner === 'docker');
  if (isDocker) {
    const { image, memory } = slots;
    const dockerHost = host instanceof SshHost ? undefined : dockerHostOf(slots);
    return new DockerControl(host, spec, {
      image,
      ...(memory !== undefined && { memory }),
      ...(dockerHost !== undefined && { dockerHost }),
    });
  }
  const folder = folderOf(slots, workspace);
  const python = 'python' in slots ? slots.python : '';
  return new ProcessControl(host, spec, { folder, python });
}

/** What the gateway was told of the network holds for runners of its own machine. */
function networkOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const wanted = /^(HF_ENDPOINT|(https?|all|no)_proxy)$/i;
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      wanted.test(name) && value ? [[name, value]] : [],
    ),
  );
}
