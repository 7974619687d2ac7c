import { describe, expect, test } from 'vitest';
import { gatewayStatus } from '../testing/gateway-status.ts';
import { bookOf, isSpeaking, shownStatus } from './shown-status.ts';

describe('shownStatus()', () => {
  test('has the chapters of one book, and their characters, not those of a book named alike', () => {
    const status = gatewayStatus(3, 'lamp');
    const [run] = status.runs;
    const [alike] = gatewayStatus(3, 'lamp-02').runs;
    if (run === undefined || alike === undefined) throw new Error('no run');
    const both = { ...run, characters: 9_999_999, chapters: [...run.chapters, ...alike.chapters] };
    expect(shownStatus({ ...status, runs: [both] }, 'lamp').runs).toEqual([{ ...run, others: 3 }]);
    expect(shownStatus({ ...status, runs: [both] }, 'attic').runs).toEqual([]);
  });

  test('has every run of the gateway where no book is named', () => {
    const { runs } = gatewayStatus(3);
    expect(shownStatus(gatewayStatus(3)).runs).toEqual(runs.map((run) => ({ ...run, others: 0 })));
  });
});

test('bookOf() is the chapter’s project without its number', () => {
  expect(['absalon-03', 'lamp-02-100'].map(bookOf)).toEqual(['absalon', 'lamp-02']);
});

test.each([
  ['planned', true],
  ['waiting', true],
  ['speaking', true],
  ['done', false],
  ['failed', false],
  ['left', false],
] as const)('isSpeaking() with one chapter that is %s: %s', (state, speaking) => {
  const status = gatewayStatus(1);
  const runs = status.runs.map((run) => ({
    ...run,
    chapters: run.chapters.map((chapter) => ({ ...chapter, state })),
  }));
  expect(isSpeaking(shownStatus({ ...status, runs }))).toBe(speaking);
});
