import { describe, expect, test } from 'vitest';
import { continueChapters } from './continue-chapters.ts';

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

describe('continueChapters()', () => {
  test('numbers the chapters of a new book, and names them as far as a to z go', () => {
    const { chapters } = continueChapters([], [chapter('The Ferry'), a]);
    expect(chapters.map(({ folder, state }) => [folder, state])).toEqual([
      ['01-the-ferry', 'new'],
      ['02', 'new'],
    ]);
  });

  test('moves the chapters behind one that is gone, although their folders have only numbers', () => {
    const plan = continueChapters(existing, [a, c, d]);
    expect(plan.gone).toMatchObject([{ folder: '02', corrected: false }]);
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
    const { chapters } = continueChapters([], many);
    expect([chapters[0]?.folder, chapters[99]?.folder]).toEqual([
      '001-chapter-1',
      '100-chapter-100',
    ]);
  });
});

describe('continueChapters() with the record of an earlier import', () => {
  const imported = (...plans: { folder: string; digest: string }[]) => ({
    chapters: Object.fromEntries(plans.map(({ folder, digest }) => [folder, digest])),
  });
  const record = imported(...continueChapters([], [a, b, c, d]).chapters);
  const corrected = (text: string) => text.replace('told', 'tolled').replaceAll('\n', '\r\n');
  const withText = (index: number, text: string) =>
    existing.map((chapter, at) => (at === index ? { ...chapter, text } : chapter));
  const statesOf = ({ chapters }: ReturnType<typeof continueChapters>) =>
    chapters.map(({ state }) => state);
  const changedB = { ...b, text: b.text.replace('nowhere', 'somewhere') };

  test('records the text of the edition, whatever lies in the folder', () => {
    const plan = continueChapters(withText(1, corrected(b.text)), [a, b, c, d], record);
    expect(imported(...plan.chapters)).toEqual(record);
  });

  test('leaves a chapter alone that the user corrected and the edition did not change', () => {
    const plan = continueChapters(withText(1, corrected(b.text)), [a, b, c, d], record);
    expect(statesOf(plan)).toEqual(Array(4).fill('unchanged'));
  });

  test('finds a corrected chapter by what was imported, even rewritten from title to end', () => {
    const plan = continueChapters(withText(1, '# Another\n\nAll is new.\n'), [a, c, b, d], record);
    expect(plan.chapters.map(({ folder, state }) => [folder, state])).toEqual([
      ['01', 'unchanged'],
      ['02', 'unchanged'],
      ['03', 'unchanged'],
      ['04', 'unchanged'],
    ]);
    expect(plan.moves).toContainEqual({ from: '02', to: '03' });
  });

  test('replaces a chapter that only the edition changed, whatever its line endings', () => {
    const crlf = withText(1, b.text.replaceAll('\n', '\r\n'));
    expect(statesOf(continueChapters(crlf, [a, changedB, c, d], record))).toEqual([
      'unchanged',
      'changed',
      'unchanged',
      'unchanged',
    ]);
  });

  test('calls it a conflict where both changed a chapter, but not where they made the same change', () => {
    const fresh = [a, changedB, c, d];
    const both = continueChapters(withText(1, corrected(b.text)), fresh, record);
    expect(statesOf(both)).toEqual(['unchanged', 'conflict', 'unchanged', 'unchanged']);
    const alike = continueChapters(withText(1, changedB.text), fresh, record);
    expect(statesOf(alike)).toEqual(Array(4).fill('unchanged'));
  });

  test('knows a chapter whose folder the user renamed', () => {
    const renamed = (text: string) =>
      existing.map((chapter, at) => (at === 1 ? { folder: '02-b', text } : chapter));
    const same = continueChapters(renamed(corrected(b.text)), [a, b, c, d], record);
    expect(same.chapters[1]).toMatchObject({ folder: '02-b', state: 'unchanged' });
    const fresh = [a, changedB, c, d];
    expect(statesOf(continueChapters(renamed(b.text), fresh, record))[1]).toBe('changed');
    expect(statesOf(continueChapters(renamed(corrected(b.text)), fresh, record))[1]).toBe(
      'conflict',
    );
  });

  test('says which of the chapters that are gone were corrected', () => {
    const { gone } = continueChapters(withText(1, corrected(b.text)), [a, d], record);
    expect(gone).toMatchObject([
      { folder: '02', corrected: true, text: corrected(b.text) },
      { folder: '03', corrected: false },
    ]);
  });

  test('replaces corrections of a book that has no record, but not for line endings', () => {
    const crlf = withText(0, a.text.replaceAll('\n', '\r\n'));
    const both = crlf.map((chapter, at) =>
      at === 1 ? { ...chapter, text: corrected(b.text) } : chapter,
    );
    expect(statesOf(continueChapters(both, [a, b, c, d]))).toEqual([
      'unchanged',
      'changed',
      'unchanged',
      'unchanged',
    ]);
  });
});
