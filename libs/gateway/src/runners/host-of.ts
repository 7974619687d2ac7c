/** Where the runners of an entry of pool.json are started, and how its engine and cards are asked there. */

import type { RunnerSlots } from '../pool.ts';
import type { Host } from './host.ts';
import { localHost, localHostReaching } from './local-host.ts';
import { SshHost } from './ssh-host.ts';

/** The machine on which the runners of an entry are started. */
export function hostOf(slots: RunnerSlots): Host {
  if (slots.kind === 'ssh') {
    return new SshHost({ destination: slots.host, options: slots.sshOptions });
  }
  const dockerHost = dockerHostOf(slots);
  if (dockerHost === undefined) return localHost;
  const { protocol, hostname, port, username } = new URL(dockerHost);
  if (protocol === 'tcp:') return localHostReaching(hostname);
  if (protocol !== 'ssh:') return localHost;
  const destination = username === '' ? hostname : `${username}@${hostname}`;
  return new SshHost({ destination, options: port === '' ? [] : ['-p', port] });
}

/** DOCKER_HOST of containers that are not started by ssh: what the slot says goes before the environment. */
export function dockerHostOf(slots: RunnerSlots): string | undefined {
  return slots.kind === 'docker' ? (slots.dockerHost ?? process.env.DOCKER_HOST) : undefined;
}

/** The address of a Docker engine that is reached by TCP. */
export function remoteEngine(slots: RunnerSlots): string | undefined {
  const dockerHost = dockerHostOf(slots);
  return dockerHost?.startsWith('tcp:') ? dockerHost : undefined;
}

/** How nvidia-smi is run where the cards are. */
export function nvidiaSmi(slots: RunnerSlots): string[] {
  const engine = remoteEngine(slots);
  if (engine === undefined || slots.kind !== 'docker') return ['nvidia-smi'];
  const container = ['run', '--rm', '--gpus=all', '--entrypoint=nvidia-smi', slots.image];
  return ['docker', '--host', engine, ...container];
}
