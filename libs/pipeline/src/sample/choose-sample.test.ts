import type { SegmentId } from '@audiobook/model/digest';
import type { LayoutBlock, LayoutSegment } from '@audiobook/model/script';
import { describe, expect, test } from 'vitest';
import { chooseSample } from './choose-sample.ts';

/** A chapter of one segment a paragraph; two texts in a list are two segments of one paragraph. */
function chapterOf(...paragraphs: (string | string[])[]) {
  const blocks = paragraphs.map((text): LayoutBlock => {
    const isHeading = typeof text === 'string' && text.startsWith('#');
    return {
      kind: isHeading ? 'heading' : 'paragraph',
      level: isHeading ? 1 : 0,
      start: 0,
      end: 1,
    };
  });
  const segments = paragraphs.flatMap((texts, block) =>
    [texts].flat().map((text): LayoutSegment => {
      const id = `s${'0'.repeat(12)}` as SegmentId;
      return { id, start: 0, end: 1, text, speaker: 'narrator', block, pauseAfterMs: 0 };
    }),
  );
  return { blocks, segments };
}

function textsOf(count: number, ...paragraphs: (string | string[])[]): string[] {
  const { blocks, segments } = chapterOf(...paragraphs);
  const { from, to } = chooseSample(segments, blocks, count);
  return segments.slice(from, to).map(({ text }) => text);
}

describe('chooseSample()', () => {
  test('takes the first paragraphs that hold telling and speech', () => {
    expect(textsOf(2, '# One', 'a', 'b', '“c”', '“d”')).toEqual(['b', '“c”']);
    expect(textsOf(2, '# Un', 'a', '— B', '— C')).toEqual(['a', '— B']);
  });

  test('begins with a paragraph, never inside one', () => {
    expect(textsOf(2, ['a', 'b', 'c'], ['“d”', 'e'], 'f')).toEqual(['“d”', 'e']);
  });

  test('takes the first paragraph where nobody speaks, and speech where nothing is told', () => {
    expect(textsOf(2, '# One', 'a', 'b', 'c')).toEqual(['a', 'b']);
    expect(textsOf(2, '# One', '“a”', '“b”', '“c”')).toEqual(['“a”', '“b”']);
  });

  test('takes all of a chapter that has no more', () => {
    expect(textsOf(5, '# One', 'a')).toEqual(['# One', 'a']);
  });

  test('takes the end of a chapter that is one long paragraph and a bit', () => {
    expect(textsOf(3, '# One', 'a', ['b', 'c'])).toEqual(['a', 'b', 'c']);
    expect(textsOf(3, ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c']);
  });
});
