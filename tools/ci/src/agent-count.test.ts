import { describe, expect, it } from 'vitest';
import { agentCount } from './agent-count.ts';

const novel = 847_651;

describe('agentCount()', () => {
  it.each([
    ['a novel, with three', novel, '3', 3],
    ['a novel, with more than it is worth', novel, '256', 43],
    ['a sentence', 120, '3', 1],
    ['a little more than one is worth', 20_001, '3', 2],
    ['nothing', 0, '3', 0],
    ['nothing, and nobody said who speaks', 0, '', 0],
    ['a novel that is spoken elsewhere', novel, '0', 0],
  ])('%s', (_name, characters, said, value) => {
    expect(agentCount({ characters, said, isShared: true })).toEqual({ ok: true, value });
  });

  it.each(['three', '-1', '1.5', '257', ' '])('refuses AUDIOBOOK_AGENTS=%s', (said) => {
    expect(agentCount({ characters: 0, said, isShared: true })).toMatchObject({
      failure: { found: `its value is “${said}”` },
    });
  });

  it('says what to do where nobody said who speaks', () => {
    expect(agentCount({ characters: novel, said: undefined, isShared: true })).toMatchObject({
      failure: {
        found: expect.stringContaining('847,651 characters have to be spoken'),
        remedy: expect.stringContaining('AUDIOBOOK_AGENTS'),
      },
    });
  });

  it('pays for no speech that is lost with its agent', () => {
    expect(agentCount({ characters: novel, said: '3', isShared: false })).toMatchObject({
      failure: { found: expect.stringContaining('sharedTakes') },
    });
    expect(agentCount({ characters: novel, said: '0', isShared: false })).toMatchObject({
      value: 0,
    });
  });
});
