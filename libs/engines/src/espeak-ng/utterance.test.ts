import { describeFailure } from '@audiobook/model/failure';
import { describe, expect, it } from 'vitest';
import type { SpeechRequest } from '../speech-engine.ts';
import { toUtterance } from './utterance.ts';

const request: SpeechRequest = {
  spoken: 'Hello.',
  language: 'en-GB',
  voice: 'default',
  params: {},
  seed: 7,
};

function text(spoken: string): string {
  const utterance = toUtterance({ ...request, spoken });
  return utterance.ok ? utterance.value.text : describeFailure(utterance.failure);
}

describe('toUtterance()', () => {
  it('gives every argument that decides the sound', () => {
    expect(toUtterance({ ...request, voice: 'f3', params: { speed: 200, gap: 2 } })).toEqual({
      ok: true,
      value: {
        args: ['-b', '1', '-v', 'en+f3', '-s', '200', '-p', '50', '-P', '50', '-g', '2'],
        text: 'Hello.',
      },
    });
    const plain = toUtterance(request);
    expect(plain.ok && plain.value.args.slice(0, 6).join(' ')).toBe('-b 1 -v en -s 175');
  });

  it('makes one line of the text, without what espeak-ng takes for commands', () => {
    expect(text('  One\n\ttwo\u00a0 three\u2028four ')).toBe('One two three four');
    expect(text('a\u0001b\u0000c\u001b[1m')).toBe('abc[1m');
    expect(text('see [[1]] and [[[2]')).toBe('see [ [1]] and [ [ [2]');
    expect(text('some\u00adthing')).toBe('something');
    expect(text('half \ud83d of it')).toBe('half \ufffd of it');
    expect(text('-v is not an option')).toBe('-v is not an option');
  });

  it('refuses text without anything to say, and text without end', () => {
    expect(text(' \u0001\u00ad\n')).toContain('the text has nothing to say in it');
    expect(text('a'.repeat(2_000))).toHaveLength(2_000);
    expect(text('a'.repeat(2_001))).toContain(
      'the text has 2001 characters, and at most 2000 can be spoken at once',
    );
  });

  it.each([
    [{ language: 'xx' }, 'espeak-ng does not speak "xx"'],
    [{ voice: 'nobody' }, 'espeak-ng has no voice "nobody"'],
    [{ params: { speed: 'fast' } }, 'espeak-ng\'s parameter "speed" is "fast"'],
  ])('refuses %j', (change, problem) => {
    const utterance = toUtterance({ ...request, ...change });
    expect(utterance).toMatchObject({
      ok: false,
      failure: { kind: 'bad-request', found: expect.stringContaining(problem) },
    });
  });
});
