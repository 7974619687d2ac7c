import { Pool } from './pool.ts';
import { localHost } from './runners/local-host.ts';

type Slots = NonNullable<Pool['slots']>;

/** The engines that are worth a GPU. */
const engines = ['chatterbox', 'kokoro'];
/** How long a program may take to say what is there, in milliseconds. */
const timeoutMs = 10_000;
/** nvidia-smi's code where a driver has no card (nvidia-smi(1), RETURN VALUE). */
const noCard = 6;

/**
 * The slots of a workspace whose pool.json names none: a runner on each GPU of this machine, as a container where
 * Docker is, else as a process; and embedded slots.
 */
export async function usualSlots(): Promise<Slots> {
  const { signal } = new AbortController();
  const embedded = { kind: 'embedded' };
  if (!(await hasGpus(signal))) return slotsOf([embedded]);
  const kind = (await hasDocker(signal)) ? 'docker' : 'process';
  return slotsOf([...engines.map((engine) => ({ kind, engine })), embedded]);
}

/** Also where they do not work: then whoever looks for them says why. */
async function hasGpus(signal: AbortSignal): Promise<boolean> {
  const listed = await localHost.run({ argv: ['nvidia-smi', '-L'], timeoutMs }, signal);
  return listed.ok && listed.value.code !== noCard;
}

async function hasDocker(signal: AbortSignal): Promise<boolean> {
  const argv = ['docker', 'version', '--format={{.Server.Version}}'];
  const version = await localHost.run({ argv, timeoutMs }, signal);
  return version.ok && version.value.code === 0;
}

function slotsOf(slots: unknown): Slots {
  return Pool.parse({ slots }).slots ?? [];
}
