import { expect, it } from 'vitest';
import { sharesTakes } from './shares-takes.ts';

const named = { sharedTakes: { url: 'https://cache.example.org' } };

it.each([
  ['audiobook.json’s server', named, undefined, true],
  ['audiobook.json’s server, beside an empty variable', named, '', true],
  ['none, whatever audiobook.json names', named, 'off', false],
  ['the variable’s server', {}, 'https://cache.example.org', true],
  ['none where nobody names one', {}, undefined, false],
  ['none beside an empty variable', {}, '', false],
])('%s', (_name, settings, said, shares) => {
  const env = said === undefined ? {} : { AUDIOBOOK_SHARED_TAKES: said };
  expect(sharesTakes(settings, env)).toBe(shares);
});
