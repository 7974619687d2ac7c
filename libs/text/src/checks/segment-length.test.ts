import { describe, expect, test } from 'vitest';
import { segmentLength } from './segment-length.ts';
import { flawsOf } from './testing.ts';

const reading = {
  shortest: { letters: 4, otherwise: 'it adds gibberish' },
  longest: { characters: 40, otherwise: 'it breaks off' },
};

describe('segmentLength', () => {
  test('tells texts that are too long or too short for their engine, and no others', () => {
    const source = 'No.\n\nHe said that he would not go there any more today.\n\nHe went there.\n';
    expect(flawsOf(segmentLength, source, { reading })).toEqual([
      {
        severity: 'warning',
        at: source.slice(0, 12),
        found: '“No” is spoken alone: it adds gibberish',
      },
      {
        severity: 'error',
        at: 'He said that',
        found: '50 characters are spoken at once: it breaks off',
      },
    ]);
  });

  test('has no limits where the engine has none', () => {
    expect(flawsOf(segmentLength, 'No.\n')).toEqual([]);
  });

  test('tells what says nothing', () => {
    const [flaw] = flawsOf(segmentLength, 'Hm.\n', { spoken: () => '…' });
    expect(flaw).toMatchObject({ severity: 'error', found: expect.stringContaining('no letter') });
  });
});
