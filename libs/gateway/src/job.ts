import type { SpeechRequest, SpokenSegment } from '@audiobook/engines/speech-engine';
import type { Failure } from '@audiobook/model/failure';
import type { Waiting } from '@audiobook/sharing/waiting';
import type { Slot } from './slot.ts';

/** A segment to speak, and for whom. */
export interface Order {
  request: SpeechRequest;
  engine: string;
  /** The identity of the model that must speak it. */
  model: string;
  client: string;
  /** The book that is charged with it; undefined for what belongs to none. */
  book?: string | undefined;
  place: readonly number[];
  interactive: boolean;
}

/**
 * What came of a segment. `shared`: somebody else has it too, who is charged with it. `moved`: it was not begun,
 * and the next gateway is to be asked.
 */
export type Outcome =
  | { kind: 'spoken'; spoken: SpokenSegment; slot: string; shared?: boolean }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'moved' };

/** A slot was lost while it had the segment. */
interface Loss {
  slot: Slot;
  /** What the slot had spoken by then: if it speaks on, it works, and the segment is suspect. */
  spokenBefore: number;
}

/** On how many slots a segment must fail before it fails. */
const enoughSlots = 2;
/** As often slots that work must have been lost with it. */
const enoughSuspicion = 2;
/** After so many losses it fails, whether or not anything else was spoken between them. */
const enoughLosses = 12;

/** A segment on its way, and what slots have said of it. */
export class Job implements Waiting {
  readonly request: SpeechRequest;
  readonly engine: string;
  readonly model: string;
  readonly characters: number;
  client: string;
  book: string | undefined;
  place: readonly number[];
  interactive: boolean;
  /** Names of the slots that can't speak it. */
  readonly avoid = new Set<string>();
  /** When a slot first could not, in milliseconds of `performance.now()`. */
  avoidedAt = Number.POSITIVE_INFINITY;
  state: 'waiting' | 'withdrawn' | 'under way' | 'settled' = 'withdrawn';
  readonly stop = new AbortController();
  readonly outcome: Promise<Outcome>;
  readonly #resolve: (outcome: Outcome) => void;
  readonly #reasons: string[] = [];
  readonly #losses: Loss[] = [];
  /** What an engine said that does not have what is asked for. */
  #refusal: Failure | undefined;

  constructor({ request, engine, model, client, book, place, interactive }: Order) {
    this.request = request;
    this.engine = engine;
    this.model = model;
    this.characters = request.spoken.length;
    this.client = client;
    this.book = book;
    this.place = place;
    this.interactive = interactive;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.outcome = promise;
    this.#resolve = resolve;
  }

  settle(outcome: Outcome): void {
    this.state = 'settled';
    this.#resolve(outcome);
  }

  /** A slot said that it can't speak this. */
  couldNot(slot: Slot, failure: Failure): void {
    this.avoid.add(slot.name);
    this.avoidedAt = Math.min(this.avoidedAt, performance.now());
    if (failure.kind === 'speech-failed') {
      this.#reasons.push(...failure.reasons.map((reason) => `${slot.name}: ${reason}`));
    } else this.#refusal = failure;
  }

  /** A slot was lost while it had this. */
  wasLost(slot: Slot, found: string): void {
    this.#losses.push({ slot, spokenBefore: slot.spokenSegments });
    this.#reasons.push(`${slot.name}: ${found}`);
  }

  /**
   * Whether the segment itself must be the cause. A slot that was lost with it, and then spoke others,
   * works; one that never came back tells nothing, or an outage would be blamed on healthy text.
   *
   * @param ableSlots How many slots have its model, in whatever state.
   */
  isAtFault(ableSlots: number): boolean {
    if (this.avoid.size >= enoughSlots) return true;
    const proven = this.#losses.filter(
      ({ slot, spokenBefore }) => slot.spokenSegments > spokenBefore,
    );
    const lostOn = new Set(this.#losses.map(({ slot }) => slot)).size;
    const isSuspect = proven.length >= enoughSuspicion && lostOn >= Math.min(2, ableSlots);
    return isSuspect || this.#losses.length >= enoughLosses;
  }

  failure(): Failure {
    if (this.#refusal !== undefined && this.#reasons.length === 0) return this.#refusal;
    return {
      kind: 'speech-failed',
      doing: `speaking “${this.request.spoken}”`,
      reasons: this.#reasons,
      remedy: 'Give the segment another wording in corrections.json ("spoken"), and run again.',
    };
  }
}
