import type { RunSummary } from '@audiobook/model/run-record';
import { describe, expect, test } from 'vitest';
import { describeRun } from './describe-run.ts';

const counts = { spoken: 1_234, reused: 20, failed: 1, charactersSpoken: 150_000 };
const summary: RunSummary = {
  ...{ outcome: 'success', ...counts, audioSeconds: 9_876, wallSeconds: 61, published: [] },
  chapters: [
    {
      ...{ project: 'lamp-01', state: 'done', segments: 1_255, wallSeconds: 9 },
      ...{ ...counts, audioSeconds: 9_876 },
    },
  ],
  failures: [],
};
const slots = {
  ...{ loadSeconds: 60, speakingSeconds: 1_000, idleSeconds: 20, warmSeconds: 1_200 },
  wallSeconds: 570,
};
const forecast = {
  ...{ wallSeconds: 600, wallRange: [500, 700], slotSeconds: 2_400 },
  ...{ cost: 0.5, costRange: [0.4, 0.6] },
};

/** Its last lines, behind the time of the run. */
const endOf = (changes: Partial<RunSummary>) =>
  describeRun({ ...summary, ...changes }).replace(/^.*Time {6}1 min 01 s\n?/s, '');

describe('describeRun()', () => {
  test('is what ends a run', () => {
    const failures = [{ project: 'lamp-01', target: 'synthesize', message: 'No.\nTry again.' }];
    expect(describeRun({ ...summary, outcome: 'failed', failures })).toBe(
      [
        '',
        'Chapters  1',
        'Segments  1,234 spoken (150,000 characters), 20 reused, 1 failed',
        'Audio     2 h 44 min of speech',
        'Time      1 min 01 s',
        '',
        '✗ lamp-01:synthesize',
        '  No.',
        '  Try again.',
      ].join('\n'),
    );
    const silent = describeRun({ ...summary, spoken: 0, chapters: [] });
    expect(silent).toBe('\nTime      1 min 01 s');
  });

  test('sets what slots took and cost beside what was foretold', () => {
    expect(endOf({ slots, cost: { dollars: 0.3, warmDollars: 0.25 }, forecast })).toBe(
      [
        'Cost      $0.30: slots 1 min 00 s loading, 16 min 40 s speaking, 20 s idle, and up to $0.25 more for slots that stay warm (npx nx run gpu-runner:stop ends them)',
        'Planned   10 min 00 s (8 min 20 s to 11 min 40 s), 40 min 00 s of slots, $0.50 ($0.40 to $0.60)',
        'It took   9 min 30 s (95 %), 38 min 00 s of slots (95 %), 110 % of the cost',
      ].join('\n'),
    );
  });

  test('does so without prices, and where the run was not done', () => {
    const free = { slots, forecast: { ...forecast, cost: null, costRange: null } };
    const planned = 'Planned   10 min 00 s (8 min 20 s to 11 min 40 s), 40 min 00 s of slots\n';
    const used = 'Slots     1 min 00 s loading, 16 min 40 s speaking, 20 s idle\n';
    const came = '9 min 30 s (95 %), 38 min 00 s of slots (95 %)';
    expect(endOf(free)).toBe(`${used}${planned}It took   ${came}`);
    expect(endOf({ ...free, outcome: 'interrupted' })).toBe(`${used}${planned}So far    ${came}`);
    expect(endOf({ slots })).toBe(used.trimEnd());
    // What was foretold of a run that then needed no slot is of no use.
    expect(endOf({ forecast })).toBe('');
  });
});
