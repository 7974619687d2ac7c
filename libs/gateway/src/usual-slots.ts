import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from './pool.ts';
import { findGpus } from './runners/find-gpus.ts';
import { localHost } from './runners/local-host.ts';

type Slots = NonNullable<Pool['slots']>;

/** The engines that are worth a GPU. */
const engines = ['chatterbox', 'kokoro'];
/** How long Docker may take to say that it is there, in milliseconds. */
const dockerMs = 10_000;

/**
 * The slots of a workspace whose pool.json names none: a runner on each GPU of this machine, as a container where
 * Docker is, else as a process; and embedded slots.
 */
export async function usualSlots(workspace: string): Promise<Slots> {
  const signal = AbortSignal.timeout(dockerMs);
  const embedded = { kind: 'embedded' };
  const gpus = await findGpus(localHost, signal);
  if (!gpus.ok) return slotsOf([embedded]);
  const isSetUp = existsSync(join(workspace, 'gpu-runner', '.venv', 'bin', 'python'));
  const kind = isSetUp && !(await hasDocker(signal)) ? 'process' : 'docker';
  return slotsOf([...engines.map((engine) => ({ kind, engine })), embedded]);
}

async function hasDocker(signal: AbortSignal): Promise<boolean> {
  const argv = ['docker', 'version', '--format={{.Server.Version}}'];
  const version = await localHost.run({ argv, timeoutMs: dockerMs }, signal);
  return version.ok && version.value.code === 0;
}

function slotsOf(slots: unknown): Slots {
  return Pool.parse({ slots }).slots ?? [];
}
