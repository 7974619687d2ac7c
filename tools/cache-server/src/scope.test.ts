import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Scope, scopeFolder, scopeOfFolder } from './scope.ts';

const names = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}(\/[a-z0-9][a-z0-9._-]{0,20}){0,3}$/);

test('a scope is one folder, which no other scope is', () => {
  fc.assert(
    fc.property(names, (name) => {
      const folder = scopeFolder(Scope.parse(name));
      expect(folder).toMatch(/^[a-z0-9][a-z0-9._~-]*$/);
      expect(scopeOfFolder(folder)).toBe(name);
    }),
  );
});

test.each([
  '',
  '/',
  'a/',
  '/a',
  'a//b',
  '..',
  'a/..',
  '.a',
  'a/.b',
  'A',
  'a~b',
  'a b',
  'é',
  'a\n',
  'x'.repeat(101),
])('%j is no scope', (name) => {
  expect(Scope.safeParse(name).success).toBe(false);
});
