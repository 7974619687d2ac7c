import { describe, expect, test } from 'vitest';
import { foreignScript } from './foreign-script.ts';
import { flawsOf } from './testing.ts';

describe('foreignScript', () => {
  test('knows variants of a script, and says nothing of languages whose script it does not', () => {
    expect(flawsOf(foreignScript, 'اردو\n', { language: 'ur-Aran' })).toEqual([]);
    expect(flawsOf(foreignScript, 'OK\n', { language: 'ur-Aran' })).toHaveLength(1);
    for (const language of ['en-Zxxx', 'xx-Qqqq', 'not a language']) {
      expect(() => flawsOf(foreignScript, 'Она читала.\n', { language })).not.toThrow();
    }
  });

  test('tells words in letters that the language does not use', () => {
    const flaws = flawsOf(foreignScript, 'He read λόγος aloud.\n');
    expect(flaws).toMatchObject([{ severity: 'warning', at: 'λόγος aloud.' }]);
    expect(flaws[0]?.found).toContain('“λόγος”');
    expect(flawsOf(foreignScript, 'Он сказал OK.\n', { language: 'ru' })[0]?.found).toContain(
      '“OK”',
    );
  });

  test('tells each word of a segment once', () => {
    const found = flawsOf(foreignScript, 'Both λόγος and πῦρ, and λόγος again.\n');
    expect(found.map(({ found }) => found.slice(0, 7))).toEqual(['“λόγος”', '“πῦρ” i']);
    expect(found.map(({ at }) => at)).toEqual(['λόγος and πῦ', 'πῦρ, and λόγ']);
  });

  test('lets pass the language’s own letters, digits and marks', () => {
    expect(flawsOf(foreignScript, 'Æ, é, 5 µm… “ok”\n')).toEqual([]);
    expect(flawsOf(foreignScript, 'かなカナ漢字ー。\n', { language: 'ja' })).toEqual([]);
    expect(flawsOf(foreignScript, 'Он сказал.\n', { language: 'ru' })).toEqual([]);
    expect(flawsOf(foreignScript, 'Он.\n', { language: 'sr-Cyrl' })).toEqual([]);
  });
});
