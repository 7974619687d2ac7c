/** A dockerd of a test's own beside the machine's, that can be stopped and started. Needs root on Linux. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bridgeNetwork, type DaemonNetwork } from './daemon-network.ts';

const startMs = 60_000;

export class DockerDaemon {
  /** As pool.json's dockerHost says it. */
  readonly host: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'dockerd-'));
  readonly #network: DaemonNetwork;
  readonly #options: readonly string[];
  #daemon: ChildProcess | undefined;

  private constructor(network: DaemonNetwork, options: readonly string[]) {
    this.host = `unix://${join(this.#folder, 'docker.sock')}`;
    this.#network = network;
    this.#options = options;
  }

  /** @param options Further ones of dockerd. */
  static async start(
    network: DaemonNetwork = bridgeNetwork(),
    options: readonly string[] = [],
  ): Promise<DockerDaemon> {
    const daemon = new DockerDaemon(network, options);
    await daemon.start();
    return daemon;
  }

  /** Runs Docker's client with this daemon. */
  docker(...args: string[]): string {
    return this.dockerWith({}, ...args);
  }

  /** The same, with something on its standard input or in its environment. */
  dockerWith(
    { input, env }: { input?: string; env?: NodeJS.ProcessEnv },
    ...args: string[]
  ): string {
    return execFileSync('docker', ['--host', this.host, ...args], {
      ...{ encoding: 'utf8', stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] },
      ...{ input, env: { ...process.env, ...env } },
    });
  }

  /** Gives it images of the machine's own daemon; layers that they share once. */
  copyImages(...names: string[]): void {
    const script = 'host=$1; shift; docker save "$@" | docker --host "$host" load';
    execFileSync('sh', ['-c', script, 'sh', this.host, ...names], { stdio: 'ignore' });
  }

  /** Starts it, and waits until it answers. */
  async start(): Promise<void> {
    const file = (name: string) => join(this.#folder, name);
    const log = createWriteStream(file('log'), { flags: 'a' });
    await once(log, 'open');
    const { name, command, options } = this.#network;
    const [program = '', ...first] = command;
    const daemon = spawn(
      program,
      [
        ...first,
        ...[`--host=${this.host}`, `--data-root=${file('data')}`, `--exec-root=${file('exec')}`],
        ...[`--pidfile=${file('pid')}`, ...options, ...this.#options],
        // Where the machine has a containerd of its own, each daemon has its names there.
        ...[`--containerd-namespace=${name}`, `--containerd-plugins-namespace=${name}-plugins`],
      ],
      {
        stdio: ['ignore', log, log],
        // Swarm would ask a registry for images that are here, and wait.
        env: { ...process.env, DOCKER_SERVICE_PREFER_OFFLINE_IMAGE: '1' },
      },
    );
    log.close();
    this.#daemon = daemon;
    const until = performance.now() + startMs;
    while (!this.#answers()) {
      if (daemon.exitCode !== null || performance.now() > until) {
        throw new Error(`dockerd does not start:\n${readFileSync(file('log'), 'utf8')}`);
      }
      await delay(100);
    }
  }

  /** Ends it: with SIGTERM it stops its containers, with SIGKILL it leaves them alone. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    if (daemon === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = once(daemon, 'exit');
    daemon.kill(signal);
    await ended;
    if (signal === 'SIGTERM') return;
    // The dead may be found again by these, until somebody has waited for them.
    for (const file of ['pid', 'exec/containerd/containerd.pid']) {
      rmSync(join(this.#folder, file), { force: true });
    }
  }

  async remove(): Promise<void> {
    // One that was killed has left containers, which the next one ends.
    if (this.#daemon === undefined) await this.start();
    await this.stop();
    this.#network.remove();
    unmountBelow(this.#folder);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #answers(): boolean {
    try {
      this.docker('version');
      return true;
    } catch {
      return false;
    }
  }
}

/** What a daemon that was killed has left mounted. */
function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const targets = mounts.map((line) => line.split(' ')[1] ?? '');
  const ours = targets.filter((target) => target.startsWith(`${folder}/`));
  for (const target of ours.reverse()) execFileSync('umount', ['--lazy', target]);
}
