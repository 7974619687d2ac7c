import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBlock } from './cut-block.ts';

const settings = { kind: 'paragraph', language: 'en', lineStarts: [] } as const;

function cut(text: string): string[] {
  const cuts = cutBlock(text, { ...settings, lineStarts: [] });
  return cuts.map(({ start, end }) => text.slice(start, end));
}

const word = fc.constantFrom(...'harbour lamp of the road and waited quietly over a so'.split(' '));
const link = fc.constantFrom(' ', ' ', ' ', ' ', ', ', '; ', ': ', ' — ');
const sentence = fc
  .tuple(fc.array(fc.tuple(word, link), { maxLength: 70 }), fc.constantFrom('.', '!', '?', '.”'))
  .map(([words, end]) => `So ${words.map((pair) => pair.join('')).join('')}it${end}`);
const paragraph = fc
  .array(sentence, { minLength: 1, maxLength: 12 })
  .map((sentences) => sentences.join(' ').replace(/ {2,}/g, ' '));

describe('cutBlock() law:', () => {
  it('where a block is cut, it could as well have ended: nothing on either side changes', () => {
    fc.assert(
      fc.property(paragraph, (text) => {
        const whole = cut(text);
        for (let count = 1; count < whole.length; count += 1) {
          const left = whole.slice(0, count).join(' ');
          const right = whole.slice(count).join(' ');
          expect([...cut(left), ...cut(right)]).toEqual(whole);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('all that is cut is the text again when joined', () => {
    fc.assert(
      fc.property(paragraph, (text) => {
        expect(cut(text).join(' ')).toBe(text);
      }),
    );
  });

  it('what was cut stays whole when it is a block of its own', () => {
    fc.assert(
      fc.property(paragraph, (text) => {
        const once = cut(text);
        expect(once.flatMap(cut)).toEqual(once);
      }),
    );
  });
});
