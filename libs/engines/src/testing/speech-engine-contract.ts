/** What every speech engine keeps to, as a test suite. */

import type { Result } from '@audiobook/model/result';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeechEngine, SpeechRequest, SpokenSegment } from '../speech-engine.ts';

export interface ContractOptions {
  open: () => Promise<SpeechEngine>;
  /** A request that the engine can speak. */
  request: SpeechRequest;
}

/** Declares the suite for one engine. */
export function describeSpeechEngine(name: string, { open, request }: ContractOptions): void {
  describe(`${name} as a speech engine`, () => {
    const never = new AbortController().signal;
    let engine: SpeechEngine;
    const say = (spoken: string, signal = never) => engine.speak({ ...request, spoken }, signal);

    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    it('identity() is the same whenever asked', async () => {
      const first = await engine.identity();
      expect(first).toEqual(await engine.identity());
      expect(first.ok && first.value).toMatch(/^\S+$/);
    });

    it('speak() gives whole 16-bit samples, their rate, and where they come from', async () => {
      const { pcm, sampleRate, ...provenance } = spoken(await say('A sentence to speak.'));
      expect(pcm.length).toBeGreaterThan(0);
      expect(pcm.length % 2).toBe(0);
      expect(sampleRate).toBeGreaterThanOrEqual(8_000);
      expect(provenance.generationSeconds).toBeGreaterThanOrEqual(0);
      expect(provenance.implementation).not.toBe('');
    });

    it('speak() makes more of more text', async () => {
      const short = spoken(await say('Short.'));
      const long = spoken(await say('This one is longer by far, and so it takes longer to say.'));
      expect(long.pcm.length).toBeGreaterThan(short.pcm.length);
    });

    it('speak() answers each of many requests at once with its own speech', async () => {
      const texts = Array.from({ length: 3 * engine.concurrency }, (_, n) => `Number ${n * n}.`);
      const together = await Promise.all(texts.map((text) => say(text)));
      for (const [index, text] of texts.entries()) {
        const alone = spoken(await say(text));
        expect(Buffer.from(alone.pcm).equals(spoken(together[index]).pcm), text).toBe(true);
      }
    });

    it('speak() is cancelled by a signal, before and while it speaks', async () => {
      expect(await say('Never said.', AbortSignal.abort())).toMatchObject(cancelled);
      const controller = new AbortController();
      const kept = Array.from({ length: engine.concurrency }, (_, n) => say(`Said, ${n}.`));
      const dropped = Array.from({ length: 4 }, () => say('Not said.', controller.signal));
      controller.abort();
      for (const result of await Promise.all(dropped)) expect(result).toMatchObject(cancelled);
      for (const result of await Promise.all(kept)) expect(result.ok).toBe(true);
    });

    it('close() cancels what is under way and what comes later, and may be called again', async () => {
      const other = await open();
      const pending = other.speak(request, never);
      await other.close();
      expect(await pending).toMatchObject(cancelled);
      expect(await other.speak(request, never)).toMatchObject(cancelled);
      await other.close();
    });
  });
}

const cancelled = { ok: false, failure: { kind: 'cancelled' } };

function spoken(result: Result<SpokenSegment> | undefined): SpokenSegment {
  if (!result?.ok) throw new Error(`not spoken: ${JSON.stringify(result)}`);
  return result.value;
}
