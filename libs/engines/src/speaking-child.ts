import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { encodeHead, type Frame, FrameReader } from './frames.ts';

/** A frame, or how the child was lost. */
export type Answer = { ok: true; frame: Frame } | { ok: false; reason: string };

/** Of what a child prints, the end is kept, in characters. */
const keptComplaints = 4_000;

/**
 * A child process that answers frames with frames, one at a time, over file descriptor 3. What it
 * prints is kept for the reason, should it be lost.
 */
export class SpeakingChild {
  /** None where the system refuses to start one. */
  readonly #process: ChildProcess | undefined;
  readonly #channel: Duplex | undefined;
  readonly #closed: Promise<unknown> | undefined;
  readonly #reader = new FrameReader();
  #complaints = '';
  /** Why it was killed, or how it ended. */
  #end: string | undefined;
  /** The number of the request that is under way; none before the first. */
  #asked: number | undefined;
  #settle: ((answer: Answer) => void) | undefined;

  /** Starts `script` (a file for Node) with at most `heapMegabytes` of JavaScript heap. */
  constructor(script: string, heapMegabytes: number) {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const args = [`--max-old-space-size=${heapMegabytes}`, script];
    const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'pipe', 'pipe'];
    const cannotStart = (error: unknown) =>
      this.#lose(`could not be started: ${(error as Error).message}`);
    try {
      this.#process = spawn(process.execPath, args, { env, stdio });
    } catch (error) {
      cannotStart(error);
      return;
    }
    this.#process.on('error', cannotStart);
    this.#process.on('close', (code, signal) =>
      this.#lose(describeEnd(code, signal) + this.#lastWords()),
    );
    this.#closed = once(this.#process, 'close').catch(() => undefined);
    // Without a file descriptor to spare, spawn() gives a process without pipes, and its error later.
    this.#channel = this.#process.stdio?.[3] as Duplex | undefined;
    this.#channel?.on('error', () => undefined);
    this.#channel?.on('data', (piece: Buffer) => this.#receive(piece));
    for (const printed of [this.#process.stdout, this.#process.stderr]) {
      printed?.setEncoding('utf8').on('data', (text: string) => {
        this.#complaints = (this.#complaints + text).slice(-keptComplaints);
      });
    }
  }

  /** Asks, and waits for the answer for at most `limitMs`; a child that takes longer is killed. */
  ask(head: object, limitMs: number): Promise<Answer> {
    this.#asked = (this.#asked ?? 0) + 1;
    this.#channel?.write(encodeHead({ ...head, asked: this.#asked }, 0));
    return this.answer(limitMs);
  }

  /** Waits for a frame that the child sends of its own accord. */
  answer(limitMs: number): Promise<Answer> {
    if (this.#end !== undefined) return Promise.resolve({ ok: false, reason: this.#end });
    return new Promise((resolve) => {
      const seconds = (limitMs / 1_000).toFixed(limitMs < 10_000 ? 1 : 0);
      const timer = setTimeout(
        () => this.kill(`gave no answer for ${seconds} s and was stopped`),
        limitMs,
      );
      this.#settle = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
    });
  }

  /** Ends the child at once; what it was asked is lost for this reason. */
  kill(reason: string): void {
    this.#process?.kill('SIGKILL');
    this.#lose(reason);
  }

  /** Whether it has ended, or is about to, and answers no more. */
  get lost(): boolean {
    return this.#end !== undefined;
  }

  /** Ends the child and waits until it is gone. */
  async stop(): Promise<void> {
    this.kill('was stopped');
    await this.#closed;
  }

  #receive(piece: Buffer): void {
    if (this.lost) return;
    try {
      for (const frame of this.#reader.push(piece)) this.#receiveFrame(frame);
    } catch (error) {
      this.kill(`${(error as Error).message} instead of an answer and was stopped`);
    }
  }

  /** An answer to anything but the last request would put its words into another's mouth. */
  #receiveFrame(frame: Frame): void {
    const { asked } = frame.head as { asked?: number };
    if (this.lost) return;
    if (asked === this.#asked && this.#settle) this.#give({ ok: true, frame });
    else this.kill('answered what it was not asked and was stopped');
  }

  #lose(reason: string): void {
    this.#end ??= reason;
    this.#give({ ok: false, reason: this.#end });
  }

  #give(answer: Answer): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(answer);
  }

  /** What it printed last that says why, or else the last line. */
  #lastWords(): string {
    const lines = this.#complaints.split('\n').filter((line) => line.trim() !== '');
    const why = lines.find((line) => /^\s*(\w*Error\b|FATAL ERROR)/.test(line)) ?? lines.at(-1);
    return why === undefined ? '' : `: ${why.trim().slice(0, 200)}`;
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `was killed by ${signal}` : `ended with code ${code}`;
}
