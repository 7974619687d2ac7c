/** The runner's image, as benchmarks use it without the gateway. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { docker } from '../docker/containers.ts';
import { image } from '../docker/images.ts';

/** As the gateway starts its own. */
const confined = ['--read-only', '--tmpfs=/tmp:rw,mode=1777', '--cap-drop=ALL'];

export interface LoopCall {
  engine: string;
  /** Folder of this machine. */
  weights: string;
  options: object;
  voice: string;
  language: string;
  texts: readonly string[];
}

/** Speaks texts with the engine alone, in a loop in a container of its own: see runner-loop.py. */
export async function loopInImage(call: LoopCall) {
  const script = join(import.meta.dirname, 'runner-loop.py');
  const { stdout } = await execa(
    'docker',
    [
      ...['run', '--rm', '--interactive', ...confined],
      ...[`--volume=${script}:/loop.py:ro`, `--volume=${call.weights}:/weights:ro`],
      ...['--entrypoint=/opt/runner/bin/python', image, '/loop.py'],
    ],
    { input: JSON.stringify({ ...call, weights: '/weights' }), stderr: 'inherit' },
  );
  return JSON.parse(stdout) as { identity: string; seconds: number; digest: string };
}

/** A container with a tone runner that is started by hand. */
export class ToneContainer {
  readonly url: string;
  readonly #id: string;

  private constructor(id: string) {
    this.#id = id;
    const [inspected] = JSON.parse(docker('inspect', id));
    const [{ HostPort }] = inspected.NetworkSettings.Ports['8790/tcp'];
    this.url = `http://127.0.0.1:${HostPort}`;
  }

  static async start(options: object): Promise<ToneContainer> {
    const id = docker(
      ...['run', '--detach', '--rm', ...confined, '--publish=127.0.0.1::8790'],
      ...['--env=AUDIOBOOK_RUNNER_ENGINE=tone', '--env=AUDIOBOOK_RUNNER_IDLE_SECONDS=600'],
      ...[`--env=AUDIOBOOK_RUNNER_OPTIONS=${JSON.stringify(options)}`, image],
    ).trim();
    const container = new ToneContainer(id);
    while (!(await container.#isReady())) await delay(100);
    return container;
  }

  stop(): void {
    execFileSync('docker', ['kill', this.#id], { stdio: 'ignore' });
  }

  async #isReady(): Promise<boolean> {
    const answer = await fetch(`${this.url}/ready`).catch(() => undefined);
    return answer?.ok === true;
  }
}
