import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugOf } from './slug-of.ts';

test.each([
  ['Ménages militaires', 'menages-militaires'],
  ['Ærø & Ørsted på Ålborg', 'aeroe-oersted-paa-aalborg'],
  ['L’Étranger', 'letranger'],
  ['Straße', 'strasse'],
  ['吾輩は猫である', ''],
])('slugOf(%j) is %j', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

test('slugOf() makes folder names of at most 48 characters out of anything', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (title) => {
      const slug = slugOf(title);
      expect(slug).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/);
      expect(slug.length).toBeLessThanOrEqual(48);
    }),
  );
});
