import { expect, test } from 'vitest';
import { openTerminal } from './terminal.ts';

test.each([
  ['Nx prints to a pipe', { AUDIOBOOK_TERMINAL: '', TERM: 'xterm' }],
  ['no Nx said where it prints', { TERM: 'xterm' }],
  ['the terminal can’t be drawn on', { AUDIOBOOK_TERMINAL: '1', TERM: 'dumb' }],
  ['the terminal is not known', { AUDIOBOOK_TERMINAL: '1' }],
])('openTerminal() opens none where %s', (_, env) => {
  expect(openTerminal(env)).toBeUndefined();
});
