/** A dockerd of a test's own beside the machine's, that can be stopped and started. Needs root on Linux. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const startMs = 60_000;

export class DockerDaemon {
  /** As pool.json's dockerHost says it. */
  readonly host: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'dockerd-'));
  /** At most 15 characters (Linux, IFNAMSIZ). */
  readonly #bridge = `abk${process.pid}`;
  #daemon: ChildProcess | undefined;

  private constructor() {
    this.host = `unix://${join(this.#folder, 'docker.sock')}`;
    // Containers are reached by Docker's own proxy: no rule of the machine's firewall is touched.
    const third = process.pid % 256;
    ip('link', 'add', 'name', this.#bridge, 'type', 'bridge');
    ip('address', 'add', `10.213.${third}.1/24`, 'dev', this.#bridge);
    ip('link', 'set', 'dev', this.#bridge, 'up');
  }

  static async start(): Promise<DockerDaemon> {
    const daemon = new DockerDaemon();
    await daemon.start();
    return daemon;
  }

  /** Runs Docker's client with this daemon. */
  docker(...args: string[]): string {
    return execFileSync('docker', ['--host', this.host, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Gives it an image of the machine's own daemon. */
  copyImage(name: string): void {
    const script = 'docker save "$1" | docker --host "$2" load';
    execFileSync('sh', ['-c', script, 'sh', name, this.host], { stdio: 'ignore' });
  }

  /** Starts it, and waits until it answers. */
  async start(): Promise<void> {
    const file = (name: string) => join(this.#folder, name);
    const log = createWriteStream(file('log'), { flags: 'a' });
    await once(log, 'open');
    const daemon = spawn(
      'dockerd',
      [
        ...[`--host=${this.host}`, `--data-root=${file('data')}`, `--exec-root=${file('exec')}`],
        ...[`--pidfile=${file('pid')}`, `--bridge=${this.#bridge}`],
        ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
        // Where the machine has a containerd of its own, each daemon has its names there.
        ...[`--containerd-namespace=${this.#bridge}`],
        ...[`--containerd-plugins-namespace=${this.#bridge}-plugins`],
      ],
      { stdio: ['ignore', log, log] },
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
    ip('link', 'delete', 'dev', this.#bridge);
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

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** What a daemon that was killed has left mounted. */
function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const targets = mounts.map((line) => line.split(' ')[1] ?? '');
  const ours = targets.filter((target) => target.startsWith(`${folder}/`));
  for (const target of ours.reverse()) execFileSync('umount', ['--lazy', target]);
}
