import { describe, expect, test } from 'vitest';
import { repeatedChapters } from './repeated-chapters.ts';
import { checkedChapter } from './testing.ts';

/** A chapter of so many sentences that are like no others. */
const tell = (what: string, sentences: number) =>
  Array.from(
    { length: sentences },
    (_, at) => `The ${what} was seen for the ${at}th time on the wall.`,
  );

function flawsOf(...texts: string[][]) {
  const chapters = texts.map((sentences, index) =>
    checkedChapter(`${sentences.join('\n\n')}\n`, { title: `Chapter ${index + 1}` }),
  );
  return repeatedChapters(chapters).map((flaws) =>
    flaws.map(({ severity, found }) => `${severity}: ${found}`),
  );
}

describe('repeatedChapters()', () => {
  test('tells a chapter that stands in the book twice, and one that nearly does', () => {
    const lamp = tell('lamp', 10);
    expect(flawsOf(lamp, tell('boat', 10), lamp)).toEqual([
      [],
      [],
      ['error: the same text stands in “Chapter 1”'],
    ]);
    const edited = [...lamp.slice(0, 9), 'Nobody saw it again after that, not one of them.'];
    expect(flawsOf(lamp, edited)[1]).toEqual([
      expect.stringMatching(/^warning: 8\d % of this text stands in “Chapter 1”$/),
    ]);
  });

  test('tells a long paragraph that stands twice, and lets a refrain pass', () => {
    const refrain = 'And nobody on the quay had an answer.';
    const long = `${tell('lamp', 4).join(' ')}`;
    expect(flawsOf([refrain, ...tell('a', 9)], [refrain, ...tell('b', 9)])).toEqual([[], []]);
    expect(flawsOf([long, ...tell('a', 30), long], [...tell('b', 30), long])).toEqual([
      ['warning: this paragraph stands in this chapter before'],
      ['warning: this paragraph stands in “Chapter 1” before'],
    ]);
  });
});
