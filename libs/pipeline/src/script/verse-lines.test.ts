import { expect, test } from 'vitest';
import { sayLineEnds } from './verse-lines.ts';

test('sayLineEnds() puts a comma where a line of verse ends without a mark', () => {
  const text = 'The lamp is lit The tide, it turns, The ferry lies asleep';
  const lineEnds = [text.indexOf(' The tide'), text.indexOf(' The ferry')];
  expect(sayLineEnds(text, lineEnds)).toBe(
    'The lamp is lit, The tide, it turns, The ferry lies asleep',
  );
  expect(sayLineEnds('O lamp', [])).toBe('O lamp');
});
