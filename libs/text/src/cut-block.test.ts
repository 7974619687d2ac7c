import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBlock } from './cut-block.ts';

const settings = { kind: 'paragraph', language: 'en', lineStarts: [] } as const;

function cut(text: string, language = 'en'): string[] {
  const cuts = cutBlock(text, { ...settings, language, lineStarts: [] });
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
        expect(once.flatMap((part) => cut(part))).toEqual(once);
      }),
    );
  });
});

describe('cutBlock() cuts a long sentence at the best place', () => {
  const part = 'the long road went on over the hills and on over the moor beyond the hills again';

  it('a semicolon rather than a colon or a dash', () => {
    expect(cut(`So ${part}: ${part}; ${part} — ${part}.`)).toEqual([
      `So ${part}: ${part};`,
      `${part} — ${part}.`,
    ]);
  });

  it('a comma before a conjunction rather than another', () => {
    const [en, fr, da] = [
      ['And', 'and'],
      ['Mais', 'mais'],
      ['Men', 'men'],
    ].map(([first, word]) => [`${first} ${part}, ${part},`, `${word} ${part}, ${part}.`]) as [
      string[],
      string[],
      string[],
    ];
    expect(cut(en.join(' '))).toEqual(en);
    expect(cut(fr.join(' '), 'fr')).toEqual(fr);
    expect(cut(da.join(' '), 'da-DK')).toEqual(da);
    expect(cut(fr.join(' '), 'ja').join(' ')).toBe(fr.join(' '));
  });

  it('a conjunction rather than another word', () => {
    const plain = 'a long road went far across wide hills to another moor beyond those hills again';
    expect(cut(`So ${plain} ${plain} and ${plain} ${plain}.`)).toEqual([
      `So ${plain} ${plain}`,
      `and ${plain} ${plain}.`,
    ]);
  });

  it('never in front of a mark that belongs to what is before', () => {
    const word = fc.constantFrom(
      ...'port lampe de la route « jurait attendait » » ! ? … - — '.split(' '),
    );
    const sentence = fc
      .array(word, { minLength: 60, maxLength: 120 })
      .map((words) => `Il ${words.filter(Boolean).join(' ')} mot.`);
    fc.assert(
      fc.property(sentence, (text) => {
        for (const other of cut(text, 'fr').slice(1)) expect(other).not.toMatch(/^[»!?…]/);
      }),
      { numRuns: 300 },
    );
  });
});
