import { beforeAll, describe, expect, it } from 'vitest';
import { espeakParams, parseEspeakParams } from './params.ts';
import { ResidentEspeak } from './resident-espeak.ts';
import { toUtterance, type Utterance } from './utterance.ts';

const defaults = { speed: 175, pitch: 50, range: 50, gap: 0 };

describe('parseEspeakParams()', () => {
  it('fills in what is not given', () => {
    expect(parseEspeakParams({})).toEqual({ ok: true, params: defaults });
    expect(parseEspeakParams({ gap: 3 })).toEqual({ ok: true, params: { ...defaults, gap: 3 } });
  });

  it('says what is wrong with a value', () => {
    expect(parseEspeakParams({ speed: 79 })).toEqual({
      ok: false,
      problem:
        'espeak-ng\'s parameter "speed" is 79; it must be a whole number from 80 to 450 (words a minute)',
    });
    for (const pitch of [-1, 100, 50.5, '50', true]) {
      expect(parseEspeakParams({ pitch })).toMatchObject({ ok: false });
    }
  });

  it('says which parameters there are', () => {
    expect(parseEspeakParams({ tempo: 1 })).toEqual({
      ok: false,
      problem: 'espeak-ng has no parameter "tempo"; it has speed, pitch, range, gap',
    });
  });
});

describe('espeakParams', () => {
  let espeak: ResidentEspeak;
  const request = { spoken: 'Yes, it is so.', language: 'en', voice: 'f2', params: {}, seed: 0 };

  beforeAll(async () => {
    espeak = await ResidentEspeak.load();
  });

  function speak(utterance: Utterance): string {
    let samples = '';
    const queue = [utterance];
    espeak.serve(
      () => queue.shift(),
      (spoken) => {
        samples = 'pcm' in spoken ? Buffer.from(spoken.pcm).toString('latin1') : spoken.problem;
      },
    );
    return samples;
  }

  function speakWith(params: Record<string, number>): string {
    const utterance = toUtterance({ ...request, params });
    if (!utterance.ok) throw new Error(JSON.stringify(utterance));
    return speak(utterance.value);
  }

  it('has the defaults that espeak-ng has by itself', () => {
    expect(speakWith({})).toBe(speak({ args: ['-b', '1', '-v', 'en+f2'], text: request.spoken }));
  });

  it.each(Object.entries(espeakParams))('%s changes the sound, up to its ends', (name, range) => {
    const { least, most } = range;
    const step = Math.ceil((most - least) / 20);
    const values = new Set([least, least + step, range.default, most - step, most]);
    const sounds = new Set([...values].map((value) => speakWith({ [name]: value })));
    expect(sounds.size).toBe(values.size);
  });
});
