import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.ts';

/** Without rules of its own. */
const language = 'it';

describe('normalise()', () => {
  const spoken: Record<string, string> = {
    '  one\n two\u00a0\u2009three  ': 'one two three',
    'co\u00adoperate zero\u200bwidth': 'cooperate zerowidth',
    'Cafe\u0301': 'Café',
    'a *fine* **day**, _really_': 'a fine day, really',
    'la comtesse de *** et M. de C***': 'la comtesse de et M. de C',
    'snake_case 2*3 \\*': 'snake case 2 3',
    'Wait . . . what....no...': 'Wait … what…no…',
    'He said… … well': 'He said… well',
    'He came—at last--home': 'He came — at last — home',
    'He came - late – too late': 'He came — late — too late',
    '“But I—” he said, “—no—”': '“But I —” he said, “— no —”',
    'Lord L⸺ of B⸺shire': 'Lord L — of B — shire',
    '- Ja, sagde han': '— Ja, sagde han',
    'the years 1914–18, well-known': 'the years 1914–18, well-known',
    '« Oui ! » dit-il.': '« Oui ! » dit-il.',
    'Chapter IV': 'Chapter IV',
  };
  it.each(Object.entries(spoken))('makes of %j %j', (text, expected) => {
    expect(normalise(text, { language })).toBe(expected);
  });

  const headings: Record<string, string> = {
    'Chapter IV': 'Chapter 4',
    'CHAPITRE XII. La mer': 'CHAPITRE 12. La mer',
    'Kapitel XIX': 'Kapitel 19',
    'Part I: The boat': 'Part 1: The boat',
    XLII: '42',
    'II. The road': '2. The road',
    'V — The road': '5 — The road',
    'I went home': 'I went home',
    'C. Brontë': 'C. Brontë',
    'Kapitel iv': 'Kapitel 4',
    'Chapter mix': 'Chapter mix',
    'Part Intermission': 'Part Intermission',
    'Chapter IIX': 'Chapter IIX',
    'Chapter IIII': 'Chapter IIII',
    'CHAPITRE DIX': 'CHAPITRE DIX',
    'CHAPITRE DIX-SEPT. La mer': 'CHAPITRE DIX-SEPT. La mer',
    'Chapitre dix': 'Chapitre dix',
    DIX: 'DIX',
    'PART MIX': 'PART MIX',
    'LIBRO DI RUT': 'LIBRO DI RUT',
    'CHAPTER CIVIL': 'CHAPTER CIVIL',
    'Chapter CV': 'Chapter 105',
    'LIVRE XIX': 'LIVRE 19',
    '*Chapter* III': 'Chapter 3',
    'Chapter 4': 'Chapter 4',
  };
  it.each(Object.entries(headings))('makes of the heading %j %j', (text, expected) => {
    expect(normalise(text, { language, heading: true })).toBe(expected);
  });

  const tokens = fc.constantFrom(
    ...[
      '.',
      '..',
      '…',
      ' ',
      '-',
      '--',
      '—',
      '–',
      '―',
      '*',
      '_',
      '|',
      '\\',
      '\u00ad',
      '\u200b',
      'e',
    ],
    ...[
      '\u0301',
      'II',
      'Chapter',
      '1',
      '“',
      '”',
      '«',
      '»',
      '(',
      ')',
      '?',
      '!',
      ',',
      '\n',
      '\u212b',
    ],
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(tokens, { maxLength: 30 }).map((all) => all.join('')),
  );

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, heading) => {
        const once = normalise(text, { language, heading });
        expect(normalise(once, { language, heading })).toBe(once);
      }),
      { numRuns: 3_000 },
    );
  });

  it('drops no letter and no digit', () => {
    const letters = (text: string) => text.normalize('NFC').replace(/[^\p{L}\p{N}]/gu, '');
    fc.assert(
      fc.property(texts, (text) => {
        const seen = text.replace(/[\u00ad\u200b\u2060\ufeff]/g, '');
        expect(letters(normalise(text, { language })).length).toBe(
          letters(seen.replace(/[*_|\\]/g, '')).length,
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
