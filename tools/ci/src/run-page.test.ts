import { RunSummary } from '@audiobook/model/run-record';
import { describe, expect, it } from 'vitest';
import { runPage } from './run-page.ts';

function summary(changes: Partial<RunSummary> = {}): RunSummary {
  return RunSummary.parse({
    ...{ outcome: 'success', spoken: 0, reused: 1_400, failed: 0, charactersSpoken: 0 },
    ...{ audioSeconds: 30_000, wallSeconds: 95, chapters: [], published: [], failures: [] },
    ...changes,
  });
}

const emma = {
  ...{ slug: 'emma', title: 'Emma of @everyone', author: 'A', files: [] },
  ...{ chapters: 55, seconds: 57_600, missing: 0 },
};

describe('runPage()', () => {
  it('says what was published, and that nothing was spoken for it', () => {
    expect(runPage(summary({ published: [emma] }))).toMatchInlineSnapshot(`
      "### Done

      Nothing was spoken, 1,400 reused, in 1 min 35 s.

      1 book published:

      - emma: \`Emma of @everyone\`, 55 chapters, 16 h 00 min"
    `);
  });

  it('says what was spoken, what it cost, and what failed', () => {
    const message =
      'Failed while speaking lamp-02:\n  segment s1 “<b>`Joke`</b>”\n  → Change the text.';
    const failures = [{ project: 'lamp-02', target: 'synthesize', message }];
    const cost = { dollars: 1.25, warmDollars: 0 };
    const spoken = { spoken: 12, charactersSpoken: 1_204, cost };
    expect(runPage(summary({ outcome: 'failed', ...spoken, failures }))).toMatchInlineSnapshot(`
      "### Not everything could be made

      12 segments (1,204 characters) spoken, 1,400 reused, in 1 min 35 s, for $1.25.

      Failed:

      - lamp-02:synthesize: \`\` Failed while speaking lamp-02: segment s1 “<b>\`Joke\`</b>” → Change the text. \`\`"
    `);
  });

  it('has an end', () => {
    const failure = { project: 'lamp-02', target: 'synthesize', message: 'x'.repeat(100_000) };
    const page = runPage(summary({ failures: Array.from({ length: 500 }, () => failure) }));
    expect(page.length).toBeLessThan(20_000);
    expect(page).toMatch(/- and 480 more$/);
  });
});
