import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainWords } from './typography.ts';

describe('plainWords()', () => {
  it.each([
    ['the sea--the wide sea', 'the sea—the wide sea'],
    ['“Well--” he said', '“Well—” he said'],
    ['a blacksmith,---would you?', 'a blacksmith,—would you?'],
    ['--- Il pleut', '— Il pleut'],
    ['Mr. ----, of the ----shire', 'Mr. ----, of the ----shire'],
    ['Mary M---. in the year ---5', 'Mary M---. in the year ---5'],
    ['never looked _through_ them', 'never looked through them'],
    ['_You_ want to, “_you_”, _you!_', 'You want to, “you”, you!'],
    ['_A whole line_ of it, for your_self', 'A whole line of it, for your_self'],
    ['_your_self and misch_ee_vous', 'yourself and mischeevous'],
    ['in 17__ and snake_case_name', 'in 17__ and snake_case_name'],
    ['_It goes on in the next', 'It goes on in the next'],
    ['and ends here._', 'and ends here.'],
  ])('reads %j as %j', (source, words) => {
    expect(plainWords(source)).toBe(words);
  });

  it('changes no letter or digit, nor anything the second time', () => {
    const piece = fc.constantFrom('_', '__', '--', '-', 'a', 'B', '1', ' ', '.', '“', '*');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(plainWords(text).replace(/[^\p{L}\p{N}]/gu, '')).toBe(
          text.replace(/[^\p{L}\p{N}]/gu, ''),
        );
      }),
    );
  });
});
