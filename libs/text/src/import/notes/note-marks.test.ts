import { describe, expect, it } from 'vitest';
import {
  dropMarks,
  dropReserved,
  isWayBack,
  markKey,
  markPlace,
  marksIn,
  openingMark,
  shiftMarks,
} from './note-marks.ts';

describe('note marks', () => {
  it.each([
    ['1', '1'],
    ['[12]', '12'],
    ['(3)', '3'],
    ['¹', '1'],
    ['*', '*'],
    ['††', '††'],
    ['a', 'a'],
    ['iv', 'iv'],
    ['[Note 4]', undefined],
    ['Note 4', '4'],
    ['the ferry', undefined],
    ['1984 and after', undefined],
  ])('knows whether %s is one', (text, key) => {
    expect(markKey(text)).toBe(key);
  });

  it.each([
    ['[1] The quay.', '1', 3],
    ['1. The quay.', '1', 2],
    ['* The quay.', '*', 1],
    ['(a) The quay.', 'a', 3],
  ])('finds the mark that a note begins with: %s', (text, key, length) => {
    expect(openingMark(text)).toEqual({ key, length });
  });

  it('takes no word for one', () => {
    expect(openingMark('A quay is a pier.')).toBeUndefined();
    expect(openingMark('12th of May')).toBeUndefined();
  });

  it('drops marks with their brackets, and the space they leave', () => {
    const text = `The quay [${markPlace(1)}, ${markPlace(12)}] was wet ${markPlace(3)}.`;
    expect(marksIn(text)).toEqual([1, 12, 3]);
    expect(
      dropMarks(
        text,
        () => true,
        () => '',
      ),
    ).toBe('The quay was wet.');
    expect(
      dropMarks(
        text,
        (mark) => mark === 3,
        (mark) => `<${mark}>`,
      ),
    ).toBe('The quay [<1>, <12>] was wet.');
  });

  it('renumbers marks, and lets no text bring its own', () => {
    expect(marksIn(shiftMarks(`a${markPlace(9)}b`, 3))).toEqual([12]);
    expect(dropReserved(`a${markPlace(9)}b`)).toBe('ab');
  });

  it('knows the links that lead back', () => {
    expect(['↩︎', '[back]', 'Return to text', '^'].every(isWayBack)).toBe(true);
    expect(['back in London', 'a', '1'].some(isWayBack)).toBe(false);
  });
});
