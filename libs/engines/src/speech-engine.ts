/** The speech port: everything that turns text into audio answers to this. */

import type { Failure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';
import type { Speech } from '@audiobook/model/take';
import type { EngineParams } from '@audiobook/model/voice';
import type { SpeechFile } from './speech-spool.ts';

/** What is to be said, and how. */
export interface SpeechRequest {
  spoken: string;
  /** BCP 47. */
  language: string;
  /** A preset of the engine's, or `sha256:` and the digest of a sample recording. */
  voice: string;
  params: EngineParams;
  /** Engines that sample draw from this; engines that compute ignore it. */
  seed: number;
  /** Somebody listens for it: whoever has a line of others puts it first. */
  interactive?: boolean;
}

/** What an engine said, and what it took. */
export interface SpokenSegment extends Speech {
  /** Seconds that the engine worked, waiting apart. */
  generationSeconds: number;
  /** The engine's implementation and its version, such as `espeak-ng 1.0.2 (wasm)`. */
  implementation: string;
  /** It was spoken for somebody else, who has it too. */
  shared?: boolean;
  /** Where the speech is, if it is in a file; `pcm` reads it. */
  file?: SpeechFile;
}

/** Something that speaks. Whoever opens one closes it. */
export interface SpeechEngine {
  readonly name: string;
  /** How many requests are worth having in flight. */
  readonly concurrency: number;
  /** How many more it wants to have waiting, where it shares them among others that must never wait for us. */
  readonly line?: number | undefined;
  /** What the engine's model is: the identity that books pin. */
  identity(): Promise<Result<string>>;
  /**
   * Speaks one segment.
   *
   * Fails with `speech-failed` when this text cannot be spoken, however often it was tried; with
   * `bad-request` for a language, voice or parameter that the engine does not have; with
   * `engine-failed` when the engine does not work at all; and with `cancelled` when `signal` is
   * aborted or the engine closed first.
   */
  speak(request: SpeechRequest, signal: AbortSignal): Promise<Result<SpokenSegment>>;
  /**
   * Delivers nothing more for now, or again: whoever asks does not keep up with what comes. Engines
   * with few requests in flight need not.
   */
  hold?(isHeld: boolean): void;
  /** Whether it speaks with sample recordings; undefined where it has none but its own voices. */
  readonly takesSamples?: boolean;
  /**
   * Deletes samples that it has given away to where it speaks, those that `chosen` says or all. Gives what
   * could not be deleted, and is deleted by the next call or by hand.
   */
  forgetSamples?(chosen?: (digest: string) => boolean): Promise<Failure[]>;
  /** Whether what it speaks with was started for it; undefined where nothing is started. */
  readonly hasStarted?: boolean;
  /**
   * The voices that it says it has, each with every name that it answers to and, where it speaks but one, its
   * language. Undefined where nobody can be asked.
   */
  voices?(): Promise<Result<{ names: string[]; language?: string }[]>>;
  /** Ends everything the engine started, but for what it leaves warm; requests under way are cancelled. */
  close(): Promise<void>;
  /** Closes, and ends what it would have left warm for the next to use; says whether there was something. */
  dismiss?(): Promise<Result<boolean>>;
}
