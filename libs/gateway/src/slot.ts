import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import type { Failure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import type { SlotLoad } from './sharing.ts';

/** A place to speak, as pool.json or the machine's cores say. */
export interface SlotPlan {
  /** Unique in the pool. */
  name: string;
  /** The engine's name. */
  engine: string;
  /** How many segments it speaks at the same time; by default what the engine says. */
  batch?: number;
  /** The model that it must have; another is refused. Undefined: the one that it has at first. */
  model?: string;
  /** Starts or reaches what speaks. */
  open(signal: AbortSignal): Promise<Result<SpeechEngine>>;
}

/** `opening`: not ready yet. `resting`: failed, and asked again later. `refused`: has another model. */
export type SlotState = 'opening' | 'ready' | 'resting' | 'refused';

/** How much of what it measured a slot forgets with each segment. */
const forgetting = 0.1;

/** A slot while the gateway runs: what it is doing, and how fast it is. */
export class Slot implements SlotLoad {
  readonly plan: SlotPlan;
  /** Aborted when the slot is no longer one of the pool. */
  readonly leaving = new AbortController();
  state: SlotState = 'opening';
  engine: SpeechEngine | undefined;
  /** Why it rests or is refused. */
  trouble: Failure | undefined;
  /** Times in a row that it failed. */
  failures = 0;
  segments = 0;
  characters = 0;
  spokenSegments = 0;
  /** As many segments as it did not refuse for having too much to do. */
  limit = Number.POSITIVE_INFINITY;
  #model: string | undefined;
  #speed: number | undefined;

  constructor(plan: SlotPlan) {
    this.plan = plan;
    this.#model = plan.model;
  }

  get name(): string {
    return this.plan.name;
  }

  get batch(): number {
    return this.plan.batch ?? this.engine?.concurrency ?? 1;
  }

  /** Empty until it is known. */
  get model(): string {
    return this.#model ?? '';
  }

  get speed(): number | undefined {
    return this.#speed;
  }

  /** Whether `identity` is the model that it is to have; the first that it says is that. */
  accepts(identity: string): boolean {
    this.#model ??= identity;
    return this.#model === identity;
  }

  began(characters: number): void {
    this.segments++;
    this.characters += characters;
  }

  ended(characters: number): void {
    this.segments--;
    this.characters -= characters;
  }

  /**
   * Learns from a segment that was answered after `seconds`, with `together` segments under way
   * meanwhile: those divided by the time that they take is what gets through (Little's law).
   */
  learn(characters: number, seconds: number, together: number): void {
    this.spokenSegments++;
    this.limit += 1 / this.limit;
    if (seconds <= 0) return;
    const measured = (characters * together) / seconds;
    this.#speed =
      this.#speed === undefined ? measured : this.#speed + forgetting * (measured - this.#speed);
  }

  /** It refused a segment while it had `segments` others. */
  hadTooMuch(): void {
    this.limit = Math.max(1, this.segments);
  }
}
