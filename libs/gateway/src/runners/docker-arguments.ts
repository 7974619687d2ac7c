import { leaseFolder } from './lease-file.ts';
import { environmentOf, type RunnerSpec } from './runner-control.ts';

export interface DockerOptions {
  image: string;
  /** DOCKER_HOST, where it is not the host's own engine: `tcp://…` or `unix://…`. */
  dockerHost?: string;
  /** As `docker run --memory` takes it. */
  memory?: string;
}

/** Labels by which a container is known. */
export const labels = {
  owner: 'audiobook.owner',
  key: 'audiobook.key',
  config: 'audiobook.config',
};
/** The label of an image that says which engines it has. */
export const enginesLabel = 'audiobook.engines';
/** The port on which the image's runner listens. */
export const innerPort = 8790;
export const tokenVariable = 'AUDIOBOOK_RUNNER_TOKEN';
/** Weights are in a volume, unless the slot names a folder. */
export const weightsVolume = 'audiobook-weights';
/** Of an engine elsewhere nothing but a volume can be had. */
const leaseVolume = 'audiobook-gpu-leases';

/** What is known of the host's folders when a runner is started. */
export interface PreparedHost {
  /** Where the slot names a folder: its path, and the user and group who own it there. */
  weights?: { path: string; user: string };
}

export function containerName({ key }: RunnerSpec): string {
  return `audiobook-${key}`;
}

/**
 * Arguments of `docker run` for a runner, which reads its token from standard input. It may write to /tmp and its
 * weights alone, and gains no rights.
 */
export function runArguments(
  spec: RunnerSpec,
  options: DockerOptions,
  { config, weights }: PreparedHost & { config: string },
): string[] {
  const { gpu, owner, key } = spec;
  const isElsewhere = options.dockerHost?.startsWith('tcp:') === true;
  const environment = {
    ...environmentOf(spec),
    AUDIOBOOK_RUNNER_HOST: '0.0.0.0',
    AUDIOBOOK_RUNNER_PORT: String(innerPort),
    AUDIOBOOK_RUNNER_WEIGHTS: '/weights',
    ...(gpu && { AUDIOBOOK_RUNNER_LEASE: `/leases/${gpu.uuid}` }),
  };
  return [
    ...['run', '--detach', '--rm', `--name=${containerName(spec)}`],
    ...[`--label=${labels.owner}=${owner}`, `--label=${labels.key}=${key}`],
    `--label=${labels.config}=${config}`,
    ...['--read-only', '--tmpfs=/tmp:rw,mode=1777', '--cap-drop=ALL'],
    ...['--security-opt=no-new-privileges', '--pids-limit=1024', '--stop-timeout=15'],
    `--publish=${isElsewhere ? '' : '127.0.0.1:'}:${innerPort}`.replace('=:', '='),
    `--volume=${weights?.path ?? weightsVolume}:/weights`,
    // A folder is written to by whoever owns it; a volume by the image's own user.
    ...(weights ? [`--user=${weights.user}`] : []),
    ...(gpu ? [`--gpus=device=${gpu.uuid}`] : []),
    ...(gpu ? [`--volume=${isElsewhere ? leaseVolume : leaseFolder}:/leases`] : []),
    ...(options.memory === undefined ? [] : [`--memory=${options.memory}`]),
    ...Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`),
    '--env-file=/dev/stdin',
    // An image of one's own is never looked for in a registry.
    `--pull=${options.image.includes('/') ? 'missing' : 'never'}`,
    options.image,
  ];
}
