import { describe, expect, test } from 'vitest';
import { planChapters } from './plan-chapters.ts';

const chapter = (title: string) => ({
  title,
  text: `# ${title}\n\nWhat happens in ${title} is told here, and nowhere else.\n`,
});
const [a, b, c, d] = ['А', 'Б', 'В', 'Г'].map(chapter) as [
  ReturnType<typeof chapter>,
  ReturnType<typeof chapter>,
  ReturnType<typeof chapter>,
  ReturnType<typeof chapter>,
];
const existing = [a, b, c, d].map(({ text }, index) => ({ folder: `0${index + 1}`, text }));

describe('planChapters()', () => {
  test('numbers the chapters of a new book, and names them as far as a to z go', () => {
    const { chapters } = planChapters([], [chapter('The Ferry'), a]);
    expect(chapters.map(({ folder, state }) => [folder, state])).toEqual([
      ['01-the-ferry', 'new'],
      ['02', 'new'],
    ]);
  });

  test('moves the chapters behind one that is gone, although their folders have only numbers', () => {
    const plan = planChapters(existing, [a, c, d]);
    expect(plan.gone).toEqual(['02']);
    expect(plan.moves).toEqual([
      { from: '03', to: '02' },
      { from: '04', to: '03' },
    ]);
    expect(plan.chapters.map(({ folder, state }) => [folder, state])).toEqual([
      ['01', 'unchanged'],
      ['02', 'unchanged'],
      ['03', 'unchanged'],
    ]);
  });

  test('gives all numbers the same width', () => {
    const many = Array.from({ length: 100 }, (_, index) => chapter(`Chapter ${index + 1}`));
    const { chapters } = planChapters([], many);
    expect([chapters[0]?.folder, chapters[99]?.folder]).toEqual([
      '001-chapter-1',
      '100-chapter-100',
    ]);
  });
});
