import { fail, ok, type Result } from '@audiobook/model/result';
import type { Host } from './host.ts';

/** A graphics card with CUDA. */
export interface Gpu {
  /** As nvidia-smi counts. */
  index: number;
  /** The same after a reboot, and on every machine another: `GPU-…`. */
  uuid: string;
  /** Such as `NVIDIA GeForce RTX 4090`. */
  name: string;
}

const query = ['--query-gpu=index,uuid,name', '--format=csv,noheader'];

/**
 * The graphics cards of a host, by nvidia-smi. Fails with `engine-failed` where there is no nvidia-smi, or it
 * finds no driver or card.
 */
export async function findGpus(
  host: Host,
  signal: AbortSignal,
  program: readonly string[] = ['nvidia-smi'],
): Promise<Result<Gpu[]>> {
  const doing = `looking for GPUs${host.name && ` of ${host.name}`}`;
  const ended = await host.run({ argv: [...program, ...query], timeoutMs: 30_000 }, signal);
  if (!ended.ok) {
    const { failure } = ended;
    return failure.kind === 'engine-failed' ? fail({ ...failure, doing, remedy }) : ended;
  }
  const { code, stdout, stderr } = ended.value;
  const gpus = code === 0 ? stdout.split('\n').flatMap(gpuOf) : [];
  if (gpus.length > 0) return ok(gpus);
  return fail({
    kind: 'engine-failed',
    doing,
    found: [stdout, stderr].filter(Boolean).join('\n') || `nvidia-smi ended with ${code}`,
    remedy,
  });
}

const remedy =
  'To speak on the processor, say "gpus": "none" in gpu-runner/pool.json. For a GPU, see that its driver is loaded: nvidia-smi lists the cards.';

function gpuOf(line: string): Gpu[] {
  const [, index, uuid, name] = /^\s*(\d+)\s*,\s*(GPU-[\w-]+)\s*,\s*(.+?)\s*$/.exec(line) ?? [];
  return uuid === undefined ? [] : [{ index: Number(index), uuid, name: name ?? '' }];
}
