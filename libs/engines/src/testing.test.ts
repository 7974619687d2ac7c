import { describe, expect, it } from 'vitest';
import type { SpeechRequest } from './speech-engine.ts';
import { describeSpeechEngine } from './testing/speech-engine-contract.ts';
import { ToneEngine, toneSpeech } from './testing.ts';

const request: SpeechRequest = {
  spoken: 'Ten words.',
  language: 'en',
  voice: 'one',
  params: { speed: 1 },
  seed: 1,
};

describeSpeechEngine('ToneEngine', { open: async () => new ToneEngine(), request });

describe('ToneEngine', () => {
  it('asks `before` what to answer', async () => {
    const failure = { kind: 'engine-failed', doing: 'a', found: 'b', remedy: 'c' } as const;
    const engine = new ToneEngine({
      before: ({ spoken }) => (spoken === 'bad' ? failure : undefined),
    });
    const { signal } = new AbortController();
    expect(await engine.speak({ ...request, spoken: 'bad' }, signal)).toEqual({
      ok: false,
      failure,
    });
    expect(await engine.speak(request, signal)).toMatchObject({ ok: true });
    expect(engine.requests.map(({ spoken }) => spoken)).toEqual(['bad', 'Ten words.']);
  });
});

describe('toneSpeech()', () => {
  it('sounds different for every field of the request', () => {
    const others: Partial<SpeechRequest>[] = [
      { spoken: 'Two words.' },
      { language: 'fr' },
      { voice: 'two' },
      { params: { speed: 2 } },
      { seed: 2 },
    ];
    const all = [request, ...others.map((other) => ({ ...request, ...other }))];
    expect(new Set(all.map((one) => toneSpeech(one).pcm.toString())).size).toBe(all.length);
  });

  it('is as long as the text says', () => {
    expect(toneSpeech(request, 0.1).pcm.length).toBe(2 * 22_050);
  });
});
