import { Pauses } from '@audiobook/model/book';
import { segmentChapter } from '@audiobook/text/segment-chapter';
import { expect, test } from 'vitest';
import { pauseAfter } from './pause-after.ts';

const pauses = Pauses.parse({});

/** What each segment begins with, and the pause behind it. */
function pausesOf(source: string): [string, number][] {
  const { blocks, segments } = segmentChapter(source, 'en');
  return segments.map((segment, index) => [
    segment.text.slice(0, 8),
    pauseAfter({ segment, next: segments[index + 1], blocks }, pauses),
  ]);
}

test('verse, letters, headings, epigraphs, scene breaks and lists have pauses of their own', () => {
  const source = [
    '# The Ferry',
    '> An epigraph.',
    'The start.',
    'It went on.',
    '> Dear Ann,',
    '> Come home.',
    'She did.',
    '| A lamp,',
    '| A tide,',
    'She read this:',
    '- One lamp.',
    '- Two tides.',
    'All of it.',
    '***',
    'Night.',
    '## Morning',
    'The end.',
  ].join('\n\n');
  expect(pausesOf(source)).toEqual([
    ['The Ferr', pauses.heading],
    ['An epigr', pauses.setOff],
    ['The star', pauses.paragraph],
    ['It went ', pauses.setOff],
    ['Dear Ann', pauses.paragraph],
    ['Come hom', pauses.setOff],
    ['She did.', pauses.setOff],
    ['A lamp,', pauses.stanza],
    ['A tide,', pauses.setOff],
    ['She read', pauses.paragraph],
    ['One lamp', pauses.item],
    ['Two tide', pauses.paragraph],
    ['All of i', pauses.scene],
    ['Night.', pauses.section],
    ['Morning', pauses.heading],
    ['The end.', pauses.chapter],
  ]);
});

test('lines, sentences and clauses inside a block have theirs', () => {
  const line = '| The river runs, the river runs, and no one knows how long it runs';
  expect(pausesOf(`${line}\n`.repeat(5)).map(([, pause]) => pause)).toEqual([
    pauses.line,
    pauses.chapter,
  ]);
  const long = 'the long road went on over the hills and on over the moor beyond the hills again';
  const inside = pausesOf(`So ${long}, ${long}, ${long}, ${long}. So ${long}, so ${long}.`);
  expect(inside.map(([, pause]) => pause)).toEqual([
    pauses.clause,
    pauses.sentence,
    pauses.chapter,
  ]);
});
