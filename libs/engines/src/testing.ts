/** A speech engine for tests: tones instead of words, and failures on demand. */

import { createHash } from 'node:crypto';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Speech } from '@audiobook/model/take';
import type { SpeechEngine, SpeechRequest, SpokenSegment } from './speech-engine.ts';

export interface ToneEngineOptions {
  name?: string;
  identity?: string;
  concurrency?: number;
  /** Length of the tone for each character. */
  secondsPerCharacter?: number;
  /**
   * Runs before each request is answered. What it returns is the answer; it may also end the
   * process.
   */
  before?: (request: SpeechRequest) => Failure | undefined | Promise<Failure | undefined>;
}

const sampleRate = 22_050;
const fadeSeconds = 0.005;

/** Says the same tone for the same request, and another for any other. */
export class ToneEngine implements SpeechEngine {
  readonly name: string;
  readonly concurrency: number;
  /** Every request so far, in the order of asking. */
  readonly requests: SpeechRequest[] = [];
  readonly #options: ToneEngineOptions;
  #closed = false;

  constructor(options: ToneEngineOptions = {}) {
    this.name = options.name ?? 'tone';
    this.concurrency = options.concurrency ?? 4;
    this.#options = options;
  }

  async identity(): Promise<Result<string>> {
    return ok(this.#options.identity ?? 'tone:1');
  }

  async speak(request: SpeechRequest, signal: AbortSignal): Promise<Result<SpokenSegment>> {
    if (this.#closed || signal.aborted) return cancelled(request);
    this.requests.push(request);
    const failure = await this.#options.before?.(request);
    if (failure) return fail(failure);
    if (this.#closed || signal.aborted) return cancelled(request);
    const speech = toneSpeech(request, this.#options.secondsPerCharacter);
    return ok({ ...speech, generationSeconds: 0.001, implementation: 'tone 1' });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

/** A burst of one tone: its length follows the text's, its pitch everything in the request. */
export function toneSpeech(request: SpeechRequest, secondsPerCharacter = 0.01): Speech {
  const { spoken, language, voice, params, seed } = request;
  const fields = JSON.stringify([spoken, language, voice, Object.entries(params).sort(), seed]);
  const hash = createHash('sha256').update(fields).digest();
  const hertz = 150 + (hash.readUInt32LE() % 450_000) / 1_000;
  const samples = Math.round(spoken.length * secondsPerCharacter * sampleRate);
  const pcm = Buffer.alloc(2 * samples);
  for (let at = 0; at < samples; at++) {
    const edge = Math.min(at, samples - 1 - at) / (fadeSeconds * sampleRate);
    const sample = 8_000 * Math.min(1, edge) * Math.sin((2 * Math.PI * hertz * at) / sampleRate);
    pcm.writeInt16LE(Math.round(sample), 2 * at);
  }
  return { sampleRate, pcm };
}

function cancelled({ spoken }: SpeechRequest): Result<never> {
  return fail({ kind: 'cancelled', doing: `speaking “${spoken}”` });
}
