import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnpackedCount } from './count-unpacked.ts';

test('counts folders on the way once, while their entries follow each other', () => {
  const count = new UnpackedCount();
  const names = [
    '',
    'dist',
    'dist/a/1.mp3',
    'dist/a/2.mp3',
    './dist//b/./3.mp3',
    'code',
    'dist/b/4',
  ];
  expect(names.map((name) => count.add(name))).toEqual([0, 1, 3, 4, 6, 7, 10]);
});

test('is never less than what is made', () => {
  const part = fc.constantFrom('a', 'b', '.', '', 'c\\d');
  const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
  const folder = mkdtempSync(join(tmpdir(), 'count-unpacked-'));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 10 }), fc.uuid(), (names, run) => {
      const count = new UnpackedCount();
      const place = join(folder, run);
      mkdirSync(place);
      const counted = names.map((each) => count.add(each)).at(-1) ?? 0;
      for (const each of names) mkdirSync(join(place, each), { recursive: true });
      expect(counted).toBeGreaterThanOrEqual(readdirSync(place, { recursive: true }).length);
    }),
  );
  rmSync(folder, { recursive: true });
});
