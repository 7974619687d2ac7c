import { describe, expect, test } from 'vitest';
import { isSampleName, sampleOf, sampleVoice, spokenVoice } from './sample-voice.ts';
import { Voice } from './voice.ts';

const sha256 = 'ab'.repeat(32);
const sample = { sha256, licence: 'CC0', consent: 'My own voice.' };

/** What is wrong with a voice, where. */
function problemsOf(voice: unknown): string[] {
  const issues = Voice.safeParse(voice).error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('Voice', () => {
  test('has a preset or a sample', () => {
    expect(problemsOf({ engine: 'kokoro', preset: 'af_bella' })).toEqual([]);
    expect(problemsOf({ engine: 'chatterbox', sample })).toEqual([]);
    expect(problemsOf({ engine: 'chatterbox' })).toEqual([
      'preset: it is missing, and there is no "sample" either',
    ]);
    expect(problemsOf({ engine: 'chatterbox', preset: 'a', sample })).toEqual([
      'sample: a voice has a "preset" or a "sample", not both',
    ]);
  });

  test.each(['consent', 'licence'])('with a sample without its %s is refused', (field) => {
    for (const text of [undefined, '', ' \n']) {
      const [problem] = problemsOf({ engine: 'chatterbox', sample: { ...sample, [field]: text } });
      expect(problem).toMatch(
        new RegExp(`^sample.${field}: (a sample without a consent|say under)`),
      );
    }
  });

  test('has no preset that could be taken for a sample', () => {
    expect(problemsOf({ engine: 'kokoro', preset: `sha256:${sha256}` })).toHaveLength(1);
    expect(problemsOf({ engine: 'kokoro', preset: 'SHA256:x' })).toHaveLength(1);
  });

  test('names a sample by a whole digest', () => {
    for (const wrong of ['abc', sha256.toUpperCase(), `sha256:${sha256}`]) {
      expect(problemsOf({ engine: 'e', sample: { ...sample, sha256: wrong } })).toHaveLength(1);
    }
  });
});

test('a sample is spoken as its digest, a preset as its name, and the two are never mixed up', () => {
  expect(spokenVoice({ preset: 'af_bella', sample: undefined })).toBe('af_bella');
  expect(spokenVoice({ preset: undefined, sample })).toBe(`sha256:${sha256}`);
  expect(sampleOf(sampleVoice(sha256))).toBe(sha256);
  for (const name of ['af_bella', 'sha256:abc', `sha256:${sha256}0`, `x sha256:${sha256}`]) {
    expect(sampleOf(name)).toBeUndefined();
  }
  expect([isSampleName('sha256:abc'), isSampleName('sha256')]).toEqual([true, false]);
});
