import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ToneRunnerSettings } from '@audiobook/engines/testing/tone-runner';
import { repository } from './workspace.ts';

const script = join(repository, 'libs/engines/src/testing/tone-runner-process.ts');

/** A tone runner as a process of its own, which can be killed and comes back at the same address. */
export class ToneProcess {
  #settings: ToneRunnerSettings;
  #child: ChildProcess | undefined;

  constructor(settings: ToneRunnerSettings) {
    this.#settings = settings;
  }

  get pid(): number {
    return this.#child?.pid ?? Number.NaN;
  }

  /** Starts it unless it runs. */
  async start(): Promise<URL> {
    const { port = 0 } = this.#settings;
    if (this.#isRunning) return new URL(`http://127.0.0.1:${port}`);
    const child = spawn(process.execPath, [script, JSON.stringify(this.#settings)], {
      cwd: tmpdir(),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    const [line] = await once(createInterface(child.stdout), 'line');
    const url = new URL(JSON.parse(line).url);
    this.#settings = { ...this.#settings, port: Number(url.port) };
    return url;
  }

  /** Ends it with SIGKILL. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.#isRunning) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  get #isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }
}
