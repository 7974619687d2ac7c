import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellQuoted } from './shell-quoted.ts';

it('gives a shell the arguments as they are', () => {
  const args = ['--text=Mr. Knightley’s', "it's", '$HOME `ls` "x" \\', '-t', '', 'a\nb', '*'];
  const command = ['printf', '%s\\0', ...args].map(shellQuoted).join(' ');
  const said = execFileSync('sh', ['-c', command], { encoding: 'utf8' });
  expect(said.split('\0').slice(0, -1)).toEqual(args);
  expect(shellQuoted('--out=/tmp/a.wav')).toBe('--out=/tmp/a.wav');
});
