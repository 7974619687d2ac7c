import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../normalise.ts';
import { readGoldenCases } from './golden-cases.ts';

/** What a language's rules are held to. */
export interface LanguageContract {
  /** BCP 47. */
  language: string;
  /** Golden files; at least 200 cases in all. */
  golden: readonly URL[];
}

/** Every language's tests: its golden files, and what holds for any text at all. */
export function describeLanguage({ language, golden }: LanguageContract): void {
  const cases = golden.flatMap((file) => readGoldenCases(readFileSync(file, 'utf8')));
  const say = (text: string, heading = false) => normalise(text, { language, heading });

  describe(`normalise() in ${language}`, () => {
    it('has at least 200 golden cases', () => expect(cases.length).toBeGreaterThanOrEqual(200));

    it.each(cases)('$rule: $written', ({ written, spoken, heading }) => {
      expect(say(written, heading)).toBe(spoken);
      expect(say(spoken, heading)).toBe(spoken);
    });

    const pieces = cases.flatMap(({ written }) => written.split(/(?<= )/));
    const texts = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join('')),
      fc.string({ unit: 'grapheme' }),
    );

    it('changes nothing when it is done again', () => {
      fc.assert(
        fc.property(texts, fc.boolean(), (text, heading) => {
          const once = say(text, heading);
          expect(say(once, heading)).toBe(once);
        }),
        { numRuns: 3_000 },
      );
    });

    it('keeps every word that has no sign in it', () => {
      const plain = fc.stringMatching(/^[a-zéæøå]{4,9}( [a-zéæøå]{4,9}){0,9}$/);
      fc.assert(
        fc.property(plain, (text) => {
          expect(say(text)).toBe(text);
        }),
        { numRuns: 300 },
      );
    });
  });
}
