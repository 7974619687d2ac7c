import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { ToneRunnerSettings } from '@audiobook/engines/testing/tone-runner';

/** A process with tone runners in it. */
class Host {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  constructor(settings: readonly ToneRunnerSettings[]) {
    const script = join(import.meta.dirname, 'tone-pool-process.ts');
    this.#child = spawn(process.execPath, [script, JSON.stringify(settings)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  async read<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the tone runners have ended');
    return JSON.parse(value) as T;
  }

  start(): Promise<string[]> {
    this.#child.stdin.write('start\n');
    return this.read();
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  /** How many segments each of its runners spoke; none where it was killed. */
  async stop(): Promise<number[]> {
    if (this.#child.signalCode !== null) return [];
    this.#child.stdin.end();
    return this.read();
  }
}

interface PoolConfig {
  slots: { kind: string; name: string; url: string; engine: string }[];
  idleSeconds: number;
}

/** Ports of loopback on which nobody listens at the moment. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Tone runners for one measurement, spread over processes. */
export class TonePool {
  /** pool.json for the runners, whether or not they have started. */
  readonly config: PoolConfig;
  readonly #hosts: readonly Host[];

  private constructor(hosts: readonly Host[], config: PoolConfig) {
    this.#hosts = hosts;
    this.config = config;
  }

  /**
   * Prepares the runners: those of an inner array share a process. A runner takes microseconds of a core
   * for a segment and keeps its own ideal clock, so one process speaks for many GPUs; what is to be
   * killed needs a process of its own.
   */
  static async prepare(processes: readonly ToneRunnerSettings[][]): Promise<TonePool> {
    const ports = await freePorts(processes.flat().length);
    const slots = ports.map((port, index) => ({
      ...{ kind: 'endpoint', name: `tone-${index + 1}`, url: `http://127.0.0.1:${port}` },
      engine: 'tone',
    }));
    let next = 0;
    const hosts = processes.map(
      (settings) => new Host(settings.map((each) => ({ ...each, port: ports[next++] ?? 0 }))),
    );
    await Promise.all(hosts.map((host) => host.read()));
    return new TonePool(hosts, { slots, idleSeconds: 5 });
  }

  /** Starts all runners, which begin to load now. */
  async start(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.start()));
  }

  /** Kills the process at `index`, with all its runners. */
  async kill(index: number): Promise<void> {
    await this.#hosts[index]?.kill();
  }

  /** How many segments all runners together have spoken, those that were killed apart. */
  async stop(): Promise<number> {
    const spoken = await Promise.all(this.#hosts.map((host) => host.stop()));
    return spoken.flat().reduce((sum, count) => sum + count, 0);
  }
}
