import { describe, expect, test } from 'vitest';
import { jsonPositions, positionFinder, repeatedNames } from './position-in-json.ts';

describe('jsonPositions()', () => {
  const positionOf = jsonPositions('{\n  "segments": {\n    "s1": { "take": 2 }\n  }\n}');

  test('finds the name of a property', () => {
    expect(positionOf(['segments', 's1'])).toEqual({ line: 3, column: 5 });
    expect(positionOf(['segments', 's1', 'take'])).toEqual({ line: 3, column: 13 });
  });

  test('finds the nearest parent of what there is not, and the start of what is no JSON', () => {
    expect(positionOf(['segments', 's2'])).toEqual({ line: 2, column: 3 });
    expect(jsonPositions('{"a" 1')(['b'])).toEqual({ line: 1, column: 1 });
  });
});

test('repeatedNames() finds the names of an object that come again', () => {
  expect(repeatedNames('{ "a": { "a": 1 }, "b": 2,\n  "a": 3, "\\u0062": 4 }')).toEqual([
    { name: 'a', line: 2, column: 3 },
    { name: 'b', line: 2, column: 11 },
  ]);
  expect(repeatedNames('')).toEqual([]);
});

describe('positionFinder()', () => {
  test('counts lines and columns from 1', () => {
    const text = 'one\n\nthree';
    const positionAt = positionFinder(text);
    const all = Array.from(text, (_, offset) => positionAt(offset));
    expect(all.map(({ line, column }) => `${line}:${column}`)).toEqual([
      '1:1',
      '1:2',
      '1:3',
      '1:4',
      '2:1',
      '3:1',
      '3:2',
      '3:3',
      '3:4',
      '3:5',
    ]);
  });
});
