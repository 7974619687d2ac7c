import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import { z } from 'zod';
import { describeDockerTrouble } from '../runners/docker-trouble.ts';
import type { Machine } from './machines.ts';
import { verdict } from './verdict.ts';

/** What `docker info` tells that is of use here; older engines leave some of it out. */
const Info = z.object({
  ServerVersion: z.string().optional(),
  DockerRootDir: z.string().optional(),
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
  DiscoveredDevices: z.array(z.object({ ID: z.string() })).nullish(),
});
type Info = z.infer<typeof Info>;

export interface DockerFindings {
  checks: DoctorCheck[];
  /** Whether containers can be started, and whether they can be given GPUs. */
  works: boolean;
  givesGpus: boolean;
  /** Where the engine keeps images and volumes; undefined where it does not work. */
  root?: string;
}

const broken = { works: false, givesGpus: false };

/** The package that brings it: NVIDIA Container Toolkit, installation guide. */
const toolkitRemedy =
  'Install nvidia-container-toolkit, then: sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker';

/** Whether a machine's Docker engine answers and, where GPUs are wanted, can give them to containers. */
export async function checkDocker(
  { name: place, host, docker, isEngineOnly }: Machine,
  { gpus }: { gpus: boolean },
  signal: AbortSignal,
): Promise<DockerFindings> {
  const argv = [...docker, 'info', '--format={{json .}}'];
  const ended = await host.run({ argv, timeoutMs: 30_000 }, signal);
  if (!ended.ok) return { ...broken, checks: [verdict.failed('Docker', ended.failure)] };
  const info = infoOf(ended.value.stdout);
  if (ended.value.code !== 0 || !info?.ServerVersion) {
    const said = ended.value.stderr || ended.value.stdout;
    const about = { name: `Docker of ${place}`, image: 'any' };
    const { remedy } = describeDockerTrouble(said, about) as { remedy: string };
    const found = said.trim() || `docker info ended with ${ended.value.code}`;
    return { ...broken, checks: [verdict.wrong('Docker', found, remedy)] };
  }
  const checks = [verdict.ok('Docker', `${info.ServerVersion} answers`)];
  let givesGpus = gpus;
  if (gpus) {
    // The engine gives cards out by the hook too, where no runtime is configured.
    const hook = ['sh', '-c', 'command -v nvidia-container-runtime-hook'];
    const found = isEngineOnly ? undefined : await host.run({ argv: hook }, signal);
    const toolkit = toolkitCheck(info, found?.ok === true && found.value.code === 0);
    givesGpus = toolkit.mark === 'ok';
    checks.push(toolkit);
  }
  return {
    checks,
    works: true,
    givesGpus,
    ...(info.DockerRootDir && { root: info.DockerRootDir }),
  };
}

function toolkitCheck({ Runtimes, DiscoveredDevices }: Info, hasHook: boolean): DoctorCheck {
  const name = 'NVIDIA toolkit';
  const devices = (DiscoveredDevices ?? []).filter(({ ID }) => ID.startsWith('nvidia.com/gpu'));
  if (Runtimes?.nvidia !== undefined) return verdict.ok(name, 'Docker has the runtime “nvidia”');
  if (devices.length > 0) return verdict.ok(name, 'Docker has the cards as CDI devices');
  if (hasHook) return verdict.ok(name, 'it is installed');
  const found = 'Docker has neither the runtime “nvidia” nor the cards as CDI devices';
  return verdict.wrong(name, found, toolkitRemedy);
}

function infoOf(text: string): Info | undefined {
  try {
    const parsed = Info.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
