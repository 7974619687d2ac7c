import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** Tone runners for one measurement, spread over processes. */
export class TonePool {
  readonly #hosts: readonly Host[];

  private constructor(hosts: readonly Host[]) {
    this.#hosts = hosts;
  }

  /**
   * Prepares the runners: those of an inner array share a process. A runner takes microseconds of a core
   * for a segment and keeps its own ideal clock, so one process speaks for many GPUs; what is to be
   * killed needs a process of its own.
   */
  static async prepare(processes: readonly ToneRunnerSettings[][]): Promise<TonePool> {
    const hosts = processes.map((settings) => new Host(settings));
    await Promise.all(hosts.map((host) => host.read()));
    return new TonePool(hosts);
  }

  /** Starts all runners, which begin to load now, and gives pool.json for them. */
  async start() {
    const urls = (await Promise.all(this.#hosts.map((host) => host.start()))).flat();
    const slots = urls.map((url, index) => ({
      ...{ kind: 'endpoint', name: `tone-${index + 1}`, url, engine: 'tone' },
    }));
    return { slots, idleSeconds: 5 };
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
