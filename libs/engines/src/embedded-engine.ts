/**
 * An engine that speaks in child processes of its own.
 *
 * A slot is a core's token and a child: it takes one request after another and ends when there is
 * no more work or another process needs the core. A request that loses two children fails alone.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { isSampleName } from '@audiobook/model/sample-voice';
import type { CoreToken, CoreTokens } from './core-tokens.ts';
import { defaultLimits, type EmbeddedLimits } from './embedded-limits.ts';
import { excerpt } from './excerpt.ts';
import { JobQueue } from './job-queue.ts';
import { type Answer, SpeakingChild } from './speaking-child.ts';
import type { SpeechEngine, SpeechRequest, SpokenSegment } from './speech-engine.ts';
import { type SpeechSpool, spooledSegment } from './speech-spool.ts';

/** JavaScript heap of a child in megabytes; what speaks lives outside it. */
const childHeapMegabytes = 128;
/** How often a slot looks for further cores, and for others who need one. */
const lookMs = 200;

/** What whoever opens an embedded engine may choose; tests mostly. */
export interface OpenEngineOptions {
  /** At most so many children, however many cores are free. */
  children?: number;
  /** A script that is run instead of the engine's own child. */
  child?: string;
  cores?: CoreTokens;
  limits?: Partial<EmbeddedLimits>;
  /** Where children put speech, instead of sending it; whoever asks discards it. */
  spool?: SpeechSpool;
}

/** What makes an engine out of children. */
export interface EmbeddedEngineParts {
  name: string;
  implementation: string;
  identity: () => Promise<Result<string>>;
  /** What a child is sent for a request; `text` decides how long it may take. */
  prepare: (request: SpeechRequest) => Result<{ text: string }>;
  child: string;
  cores: CoreTokens;
  children: number;
  limits: Partial<EmbeddedLimits>;
  spool?: SpeechSpool | undefined;
}

/** What a child says of what it has spoken. */
interface SpokenHead {
  /** Why it could not. */
  problem?: string;
  sampleRate: number;
  seconds: number;
  /** Resident memory, in bytes. */
  rss: number;
  /** How much speech it has put into the file that it was told. */
  bytes?: number;
}

interface Job {
  request: SpeechRequest;
  message: { text: string };
  signal: AbortSignal;
  /** How each child that tried was lost. */
  losses: string[];
  child: SpeakingChild | undefined;
  settle: (result: Result<SpokenSegment>) => void;
}

export class EmbeddedEngine implements SpeechEngine {
  readonly name: string;
  readonly concurrency: number;
  readonly #parts: EmbeddedEngineParts;
  readonly #limits: EmbeddedLimits;
  readonly #queue = new JobQueue<Job>();
  readonly #slots = new Set<Promise<void>>();
  readonly #children = new Set<SpeakingChild>();
  readonly #closing = new AbortController();
  #recruiting: Promise<void> | undefined;
  #failedStarts = 0;
  #lastLook = 0;

  constructor(parts: EmbeddedEngineParts) {
    this.#parts = parts;
    this.#limits = { ...defaultLimits, ...parts.limits };
    this.name = parts.name;
    // One in each child, and one behind it, so that no child waits for us.
    this.concurrency = 2 * this.#mostChildren;
  }

  identity(): Promise<Result<string>> {
    return this.#parts.identity();
  }

  async speak(request: SpeechRequest, signal: AbortSignal): Promise<Result<SpokenSegment>> {
    if (signal.aborted || this.#closing.signal.aborted) return cancelled(request);
    if (isSampleName(request.voice)) return fail(this.#noSamples(request));
    const message = this.#parts.prepare(request);
    if (!message.ok) return message;
    const { promise, resolve } = Promise.withResolvers<Result<SpokenSegment>>();
    const job: Job = {
      request,
      message: message.value,
      signal,
      losses: [],
      child: undefined,
      settle: resolve,
    };
    const abort = () => this.#abort(job);
    signal.addEventListener('abort', abort, { once: true });
    this.#queue.push(job);
    this.#recruit();
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#queue.sendTakersAway();
    for (const child of this.#children) child.kill('was stopped');
    await this.#recruiting;
    await Promise.all(this.#slots);
    for (const job of this.#queue.drain()) job.settle(cancelled(job.request));
  }

  get #mostChildren(): number {
    return Math.min(this.#parts.children, this.#parts.cores.cores);
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  #abort(job: Job): void {
    if (job.child) {
      job.child.kill('was stopped');
    } else {
      this.#queue.remove(job);
      job.settle(cancelled(job.request));
    }
  }

  /** Opens slots while requests wait for one. */
  #recruit(): void {
    this.#recruiting ??= this.#openSlots().finally(() => {
      this.#recruiting = undefined;
    });
  }

  async #openSlots(): Promise<void> {
    while (!this.#closed && this.#queue.length > 0 && this.#slots.size < this.#mostChildren) {
      const token = await this.#nextToken();
      if (token) this.#openSlot(token);
    }
  }

  async #nextToken(): Promise<CoreToken | undefined> {
    const { cores } = this.#parts;
    const { signal } = this.#closing;
    if (this.#slots.size === 0) {
      const token = await cores.acquire(signal);
      if (token.ok) return token.value;
      if (!this.#closed) this.#failQueued(token.failure);
      return undefined;
    }
    const token = cores.tryAcquire();
    if (!token) await delay(lookMs, undefined, { signal }).catch(() => undefined);
    return token;
  }

  #openSlot(token: CoreToken): void {
    const slot = this.#work().finally(() => {
      token.release();
      this.#slots.delete(slot);
      if (this.#queue.length > 0) this.#recruit();
    });
    this.#slots.add(slot);
  }

  async #work(): Promise<void> {
    let child: SpeakingChild | undefined;
    let turnBegan = performance.now();
    while (!this.#closed) {
      const job = await this.#queue.take(this.#limits.lingerMs);
      if (!job) break;
      if (child && !child.lost) {
        child = await this.#try(job, child);
        if (this.#shouldGiveWay(turnBegan)) break;
      } else {
        this.#queue.putBack(job);
        if (child) await this.#stop(child);
        child = await this.#startChild();
        turnBegan = performance.now();
      }
    }
    if (child) await this.#stop(child);
  }

  async #startChild(): Promise<SpeakingChild | undefined> {
    const child = new SpeakingChild(this.#parts.child, childHeapMegabytes);
    this.#children.add(child);
    const ready = await child.answer(this.#limits.startMs);
    if (ready.ok) {
      this.#failedStarts = 0;
      return child;
    }
    await this.#stop(child);
    this.#failedStarts += 1;
    if (this.#failedStarts > 1 && !this.#closed) {
      this.#failedStarts = 0;
      this.#failQueued({
        kind: 'engine-failed',
        doing: `starting ${this.name}`,
        found: `its process ${ready.reason}`,
        remedy: 'install the packages again with `npm ci`, and see that memory is free',
      });
    }
    return undefined;
  }

  #failQueued(failure: Failure): void {
    for (const job of this.#queue.drain()) job.settle(fail(failure));
  }

  /** Has `child` speak. Returns the child if it can speak again. */
  async #try(job: Job, child: SpeakingChild): Promise<SpeakingChild | undefined> {
    const { answerMs, answerMsPerCharacter, childMegabytes } = this.#limits;
    const { text } = job.message;
    if (job.signal.aborted) {
      job.settle(cancelled(job.request));
      return child;
    }
    job.child = child;
    const path = this.#parts.spool?.next();
    const message = path === undefined ? job.message : { ...job.message, file: path };
    const answer = await child.ask(message, answerMs + answerMsPerCharacter * text.length);
    job.child = undefined;
    if (!answer.ok) {
      await this.#stop(child);
      this.#lost(job, answer.reason);
      return undefined;
    }
    const megabytes = this.#answered(job, answer, path);
    if (megabytes <= childMegabytes) return child;
    await this.#stop(child);
    return undefined;
  }

  #lost(job: Job, reason: string): void {
    job.losses.push(`attempt ${job.losses.length + 1}: its process ${reason}`);
    if (job.signal.aborted || this.#closed) job.settle(cancelled(job.request));
    else if (job.losses.length > 1) job.settle(fail(this.#describe(job, job.losses)));
    else this.#queue.putBack(job);
  }

  /** Settles a job with its answer. Returns the megabytes of memory that the child has. */
  #answered(job: Job, { frame }: Answer & { ok: true }, path = ''): number {
    const head = frame.head as SpokenHead;
    const { sampleRate, seconds: generationSeconds, bytes } = head;
    const said = { sampleRate, generationSeconds, implementation: this.#parts.implementation };
    const result: Result<SpokenSegment> =
      head.problem !== undefined
        ? fail(this.#describe(job, [head.problem]))
        : ok(
            bytes === undefined
              ? { ...said, pcm: frame.body }
              : spooledSegment(said, { path, bytes }),
          );
    // The child has its next request before this one's asker spends time on the answer.
    setImmediate(job.settle, result);
    return head.rss / 1e6;
  }

  #noSamples({ spoken }: SpeechRequest): Failure {
    return {
      kind: 'bad-request',
      doing: `speaking “${excerpt(spoken)}” with ${this.name}`,
      found: `${this.name} has voices of its own alone, and speaks with no sample recording`,
      remedy: 'name another engine in voice.json, or cast a voice with a preset',
    };
  }

  #describe({ request }: Job, reasons: string[]): Failure {
    return {
      kind: 'speech-failed',
      doing: `speaking “${excerpt(request.spoken)}” with ${this.name}`,
      reasons,
      remedy: 'give the segment another wording in corrections.json ("spoken"), and run again',
    };
  }

  #shouldGiveWay(turnBegan: number): boolean {
    const now = performance.now();
    if (now - this.#lastLook < lookMs) return false;
    const inTurn = this.#slots.size === 1 && now - turnBegan < this.#limits.turnMs;
    if (inTurn) return false;
    this.#lastLook = now;
    return this.#parts.cores.wanted();
  }

  async #stop(child: SpeakingChild): Promise<void> {
    await child.stop();
    this.#children.delete(child);
  }
}

function cancelled(request: SpeechRequest): Result<never> {
  return fail({ kind: 'cancelled', doing: `speaking “${excerpt(request.spoken)}”` });
}
