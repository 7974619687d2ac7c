import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import type { DeviceKind } from '@audiobook/model/device-kind';
import type { Failure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import type { SlotLoad } from '@audiobook/sharing/slot-load';
import { SlotPace } from './slot-pace.ts';

/** A place to speak, as pool.json or the machine's cores say. */
export interface SlotPlan {
  /** Unique in the pool. */
  name: string;
  /** The engine's name. */
  engine: string;
  /** What it speaks with, under which its speed is kept: see `Throughput`. */
  device: string;
  deviceKind: DeviceKind;
  /** It is a process of this machine's own, whose time has no price unless one is given. */
  isEmbedded?: boolean;
  /** What an hour of it costs, in dollars; undefined where pool.json does not say. */
  pricePerHour?: number;
  /** How long it stays, and costs, after its last segment, in seconds: what is opened on demand. */
  warmSeconds?: number;
  /** How many segments it speaks at the same time; by default what the engine says. */
  batch?: number;
  /** The model that it must have; another is refused. Undefined: the one that it has at first. */
  model?: string;
  /** It is opened by the first segment that needs it, and not again until another one does. */
  onDemand?: boolean;
  /** Starts or reaches what speaks. */
  open(signal: AbortSignal): Promise<Result<SpeechEngine>>;
}

/**
 * `idle`: started when a segment needs it. `opening`: not ready yet. `resting`: failed, and asked again later.
 * `refused`: has another model.
 */
export type SlotState = 'idle' | 'opening' | 'ready' | 'resting' | 'refused';

/** A slot that had too much is offered one more when it has spoken so many times what it takes. */
const patience = 20;

/** A slot while the gateway runs: what it is doing, and how fast it is. */
export class Slot implements SlotLoad {
  readonly plan: SlotPlan;
  /** Aborted when the slot is no longer one of the pool. */
  readonly leaving = new AbortController();
  state: SlotState;
  engine: SpeechEngine | undefined;
  /** Why it rests or is refused. */
  trouble: Failure | undefined;
  /** Times in a row that it failed. */
  failures = 0;
  segments = 0;
  characters = 0;
  spokenSegments = 0;
  /** With more segments than so many it has refused further ones. */
  limit = Number.POSITIVE_INFINITY;
  /** So many segments are spoken before it is offered one more again. */
  #untilMore = 0;
  #model: string | undefined;
  readonly #pace: SlotPace;

  /** @param now Milliseconds. */
  constructor(plan: SlotPlan, now: () => number = performance.now.bind(performance)) {
    this.plan = plan;
    this.state = plan.onDemand ? 'idle' : 'opening';
    this.#pace = new SlotPace(now);
    this.#model = plan.model;
  }

  get name(): string {
    return this.plan.name;
  }

  get batch(): number {
    return this.plan.batch ?? this.engine?.concurrency ?? 1;
  }

  get line(): number | undefined {
    return this.plan.batch === undefined ? this.engine?.line : undefined;
  }

  /** Empty until it is known. */
  get model(): string {
    return this.#model ?? '';
  }

  /** Characters a second with a full batch; undefined before its first segment. */
  get speed(): number | undefined {
    const { rowSpeed } = this.#pace;
    return rowSpeed === undefined ? undefined : rowSpeed * this.batch;
  }

  /** Characters of what is under way that have been spoken, as far as can be said. */
  get charactersBegun(): number {
    return this.#pace.charactersBegun;
  }

  /** Whether `identity` is the model that it is to have; the first that it says is that. */
  accepts(identity: string): boolean {
    this.#model ??= identity;
    return this.#model === identity;
  }

  began(segment: { characters: number }): void {
    this.segments++;
    this.characters += segment.characters;
    this.#pace.begin(segment, segment.characters, this.batch);
  }

  /** Gives the seconds from when it came into the batch to its end; undefined where they say nothing. */
  ended(segment: { characters: number }, isSpoken: boolean): number | undefined {
    this.segments--;
    this.characters -= segment.characters;
    const seconds = this.#pace.end(segment, isSpoken, this.batch);
    if (!isSpoken) return undefined;
    this.spokenSegments++;
    if (--this.#untilMore <= 0 && Number.isFinite(this.limit)) this.#offer(this.limit + 1);
    return seconds;
  }

  /**
   * Seconds until all that is under way is spoken, and a segment of so many `further` characters; 0 while its
   * speed is unknown.
   *
   * @param usualSpeed Characters a second of one row, if it has spoken none yet.
   */
  secondsLeft(usualSpeed?: number, further = 0): number {
    return this.#pace.secondsLeft(this.batch, this.#pace.rowSpeed ?? usualSpeed, further);
  }

  /** It refused a segment while it had `segments` others. */
  hadTooMuch(): void {
    this.#offer(Math.max(1, this.segments));
  }

  #offer(limit: number): void {
    this.limit = limit;
    this.#untilMore = patience * limit;
  }
}
