import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { separateNetwork } from './daemon-network.ts';
import { DockerDaemon } from './docker-daemon.ts';
import { gatewayImage, image, runnerFolder } from './images.ts';

const stack = 'audiobook';

export interface Replica {
  id: string;
  /** As Swarm reserved it. */
  gpu: string;
}

/** gpu-runner/stack.yml on a swarm of one node, with a daemon and a network of its own, and cards that are declared by hand. */
export class SwarmFleet {
  readonly url: string;
  readonly token = 'only-the-users-of-the-fleet-know-this';
  readonly #daemon: DockerDaemon;

  private constructor(daemon: DockerDaemon, address: string) {
    this.#daemon = daemon;
    this.url = `http://${address}:8790`;
  }

  /** @param options Of the tone engine. */
  static async start(gpus: readonly string[], replicas: number, options: object) {
    const network = separateNetwork();
    const declared = gpus.map((gpu) => `--node-generic-resource=NVIDIA-GPU=${gpu}`);
    const daemon = await DockerDaemon.start(network, declared);
    const fleet = new SwarmFleet(daemon, network.address);
    try {
      fleet.#deploy(network.address, replicas, options);
      return fleet;
    } catch (error) {
      await daemon.remove();
      throw error;
    }
  }

  #deploy(address: string, replicas: number, options: object): void {
    const daemon = this.#daemon;
    daemon.copyImages(image, gatewayImage);
    daemon.docker('swarm', 'init', `--advertise-addr=${address}`);
    const secret = (name: string, input: string) =>
      daemon.dockerWith({ input }, 'secret', 'create', name, '-');
    secret('audiobook-fleet-token', this.token);
    secret('audiobook-runner-token', 'only-the-runners-know-this');
    const env = {
      ...{ AUDIOBOOK_GPUS: `${replicas}`, AUDIOBOOK_ENGINE: 'tone' },
      ...{ AUDIOBOOK_OPTIONS: JSON.stringify(options) },
      ...{ AUDIOBOOK_RUNNER_IMAGE: image, AUDIOBOOK_GATEWAY_IMAGE: gatewayImage },
    };
    const file = join(runnerFolder, 'stack.yml');
    daemon.dockerWith(
      { env },
      'stack',
      'deploy',
      '--resolve-image=never',
      `--compose-file=${file}`,
      stack,
    );
  }

  /** The containers of a service that run now, each with the card that was reserved for it. */
  replicas(service = 'runner'): Replica[] {
    const label = `--filter=label=com.docker.swarm.service.name=${stack}_${service}`;
    const ids = this.#daemon.docker('ps', '--quiet', label).split('\n').filter(Boolean);
    return ids.map((id) => {
      const environment = this.#daemon.docker('inspect', '--format={{json .Config.Env}}', id);
      const gpu = /DOCKER_RESOURCE_NVIDIA-GPU=([\w-]+)/.exec(environment)?.[1] ?? '';
      return { id, gpu };
    });
  }

  /** What a container may do. */
  rightsOf({ id }: Replica): { readOnly: boolean; dropped: string[]; user: string } {
    const [inspected] = JSON.parse(this.#daemon.docker('inspect', id));
    const { ReadonlyRootfs: readOnly, CapDrop: dropped } = inspected.HostConfig;
    return { readOnly, dropped, user: inspected.Config.User };
  }

  /** What a container has printed, to whichever stream. */
  logOf({ id }: Replica): string {
    const { stdout, stderr } = spawnSync('docker', ['--host', this.#daemon.host, 'logs', id]);
    return `${stdout}${stderr}`;
  }

  /** Ends a container as a crash does. */
  kill({ id }: Replica): void {
    this.#daemon.docker('kill', id);
  }

  scale(replicas: number): void {
    this.#daemon.docker('service', 'scale', '--detach', `${stack}_runner=${replicas}`);
  }

  /** The segments that all its runners speak at the same time; 0 while none is ready, or nobody answers. */
  async capacity(): Promise<number> {
    try {
      const headers = { authorization: `Bearer ${this.token}` };
      const answer = await fetch(`${this.url}/ready`, { headers });
      const { models } = (await answer.json()) as { models: { batch: number }[] };
      return models[0]?.batch ?? 0;
    } catch {
      return 0;
    }
  }

  async remove(): Promise<void> {
    this.#daemon.docker('swarm', 'leave', '--force');
    await this.#daemon.remove();
  }
}
