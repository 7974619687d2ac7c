import { createHash } from 'node:crypto';
import type { RunnerSlots } from '../pool.ts';
import { DockerControl } from './docker-control.ts';
import type { Host } from './host.ts';
import { dockerHostOf } from './host-of.ts';
import { ProcessControl } from './process-control.ts';
import type { RunnerControl, RunnerSpec } from './runner-control.ts';
import { RunnerEngine } from './runner-engine.ts';
import { folderOf, isElsewhere, ownerOf, type SlotParts, warmSeconds } from './runner-entry.ts';
import { SshHost } from './ssh-host.ts';

/** What speaks behind a slot whose runner is started for it. Starts nothing yet. */
export function openRunner(parts: SlotParts): RunnerEngine {
  const { slots, workspace, samples, host } = parts;
  const { engine, batch, answerSeconds, startSeconds } = slots;
  const endpoint = {
    engine,
    ...(batch !== undefined && { batch }),
    // The runner itself says what it has: no note is needed of what it was given.
    ...(samples && { samples: { owner: samples.owner, read: samples.read.bind(samples) } }),
    ...(answerSeconds !== undefined && { limits: { answerMs: answerSeconds * 1_000 } }),
  };
  return new RunnerEngine({
    ...{ host, startSeconds, endpoint },
    control: controlOf(slots, workspace, host, specOf(parts)),
    isForeign: isElsewhere(host, slots),
  });
}

function specOf({ slots, workspace, host, name, gpu }: SlotParts): RunnerSpec {
  const { engine, batch, weights, options } = slots;
  const owner = ownerOf(workspace);
  const mark = createHash('sha256').update(`${owner}\0${name}`).digest('hex').slice(0, 12);
  return {
    key: `${name.replace(/[^a-zA-Z0-9]+/g, '-').slice(0, 40)}-${mark}`,
    ...{ engine, owner, options },
    idleSeconds: warmSeconds(slots),
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
