import type { GivenSample, GivenSamples } from '@audiobook/engines/endpoint/sample-uploads';
import { z } from 'zod';

const Voices = z.object({ voices: z.array(z.object({ id: z.string() })) });
const sampleName = /^sha256:([0-9a-f]{64})$/;
const patienceMs = 10_000;

/** The samples that one runner has, by whatever way it is reached, and whichever gateway gave them. */
export class RunnerSamples implements GivenSamples {
  readonly #samples = new Map<string, GivenSample>();

  left(): GivenSample[] {
    return [...this.#samples.values()];
  }

  add(_server: string, sample: GivenSample): void {
    this.#samples.set(sample.name, sample);
  }

  remove(_server: string, name: string): void {
    this.#samples.delete(name);
  }

  /** Asks a runner that an earlier gateway has left; one that does not answer is asked for nothing more. */
  async ask(url: URL, token: string, signal: AbortSignal): Promise<void> {
    this.#samples.clear();
    try {
      const answer = await fetch(new URL('/v1/audio/voices', url), {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      });
      for (const { id: name } of Voices.parse(await answer.json()).voices) {
        const digest = sampleName.exec(name)?.[1];
        if (digest !== undefined) this.#samples.set(name, { name, digest });
      }
    } catch {
      // It is given again what is needed.
    }
  }

  /** A new runner has none. */
  clear(): void {
    this.#samples.clear();
  }
}
