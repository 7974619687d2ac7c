import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortText } from './short-text.ts';

test.each<[unknown, string]>([
  ['dist/L’été — 1.mp3', 'dist/L’été — 1.mp3'],
  ['a\n2026-01-01 stored take\r\u2028\u2029\u0085b', 'a2026-01-01 stored takeb'],
  ['\u001b[2Jred\u001b]0;x\u0007', '[2Jred]0;x'],
  ['\u202eexe\u2066.\u200fmp3', 'exe.mp3'],
  [undefined, 'undefined'],
  [1, '1'],
  [{ toString: 1 }, '{"toString":1}'],
  ['👩'.repeat(101), `${'👩'.repeat(100)}…`],
])('shows %j as %j', (value, shown) => {
  expect(shortText(value)).toBe(shown);
});

test('is one short line, whatever it is of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.nat(20), (text, most) => {
      const shown = shortText(text.repeat(20), most);
      expect(Array.from(shown).length).toBeLessThanOrEqual(most + 1);
      expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});
