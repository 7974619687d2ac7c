import { expect, test } from 'vitest';
import { askedTargets } from './asked-targets.ts';

test.each([
  ['run-many -t publish', ['publish']],
  ['run-many -t=publish', ['publish']],
  ['run-many --target publish', ['publish']],
  ['run-many --target=publish', ['publish']],
  ['run-many --targets=encode,publish', ['encode', 'publish']],
  ['run-many -t encode publish -p lamp', ['encode', 'publish']],
  ['run-many -p synthesize-me publish -t script', ['script']],
  ['--verbose run-many --parallel=3 -t publish', ['publish']],
  ['affected -t synthesize --base=main', ['synthesize']],
  ['run lamp:publish', ['publish']],
  ['run lamp:publish:fast --skip-nx-cache', ['publish']],
  ['run publish:info', ['info']],
  ['run lamp:say -- --text=publish -t publish', ['say']],
  ['publish lamp', ['publish']],
  ['info publish', ['info']],
  ['run', []],
  ['', []],
])('askedTargets() of nx %s', (command, targets) => {
  const words = command === '' ? [] : command.split(' ');
  expect(askedTargets(['node', 'nx', ...words])).toEqual(targets);
});
