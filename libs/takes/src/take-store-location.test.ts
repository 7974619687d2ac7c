import { describe, expect, it } from 'vitest';
import { takeStoreRoot } from './take-store-location.ts';

const linux = {
  env: {},
  platform: 'linux',
  home: '/home/ada',
  workspaceRoot: '/home/ada/books',
} as const;

describe('takeStoreRoot()', () => {
  it.each([
    ['the user data folder on Linux', linux, '/home/ada/.local/share/audiobook/takes'],
    [
      'the user data folder on macOS',
      { ...linux, platform: 'darwin', home: '/Users/ada' },
      '/Users/ada/Library/Application Support/audiobook/takes',
    ],
    ['XDG_DATA_HOME', { ...linux, env: { XDG_DATA_HOME: '/data' } }, '/data/audiobook/takes'],
    [
      'no relative XDG_DATA_HOME',
      { ...linux, env: { XDG_DATA_HOME: 'data' } },
      '/home/ada/.local/share/audiobook/takes',
    ],
    [
      'AUDIOBOOK_TAKES before all',
      { ...linux, env: { AUDIOBOOK_TAKES: '/mnt/takes/', XDG_DATA_HOME: '/data' } },
      '/mnt/takes',
    ],
    [
      'a relative AUDIOBOOK_TAKES counted from the workspace',
      { ...linux, env: { AUDIOBOOK_TAKES: '../takes' } },
      '/home/ada/takes',
    ],
    [
      'a home folder that no shell expanded',
      { ...linux, env: { AUDIOBOOK_TAKES: '~/takes' } },
      '/home/ada/takes',
    ],
    [
      'an empty AUDIOBOOK_TAKES as none',
      { ...linux, env: { AUDIOBOOK_TAKES: ' ' } },
      '/home/ada/.local/share/audiobook/takes',
    ],
  ] as const)('takes %s', (_, surroundings, root) => {
    expect(takeStoreRoot(surroundings)).toBe(root);
  });
});
