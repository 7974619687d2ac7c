import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SettledText } from './settled-text.ts';

describe('SettledText', () => {
  it('puts words in place of ranges, and keeps track of what is settled', () => {
    const text = new SettledText('a 12 b 3 c');
    text.settle([{ start: 2, end: 4, words: 'twelve' }]);
    expect(text.text).toBe('a twelve b 3 c');
    expect(text.touches(0, 2)).toBe(false);
    expect(text.touches(7, 9)).toBe(true);
    text.settle([
      { start: 0, end: 1, words: 'one' },
      { start: 11, end: 12, words: 'three' },
    ]);
    expect(text.text).toBe('one twelve b three c');
    expect(text.touches(4, 5)).toBe(true);
    expect(text.touches(10, 13)).toBe(false);
    expect(text.touches(13, 14)).toBe(true);
  });

  it('settles every digit once, whatever the order', () => {
    const digit = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9 x]{0,30}$/), fc.array(digit), (written, order) => {
        const text = new SettledText(written);
        for (const wanted of [...order, ...order]) {
          const matches = [...text.text.matchAll(new RegExp(String(wanted), 'g'))];
          const open = matches.filter(({ index }) => !text.touches(index, index + 1));
          text.settle(open.map(({ index }) => ({ start: index, end: index + 1, words: '<1234>' })));
        }
        const said = written.replace(/[0-9]/g, (found) =>
          order.includes(Number(found)) ? '<1234>' : found,
        );
        expect(text.text).toBe(said);
      }),
    );
  });
});
