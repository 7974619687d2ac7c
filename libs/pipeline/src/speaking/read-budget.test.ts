import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readBudget } from './read-budget.ts';

function workspaceWith(settings?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'budget-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (settings !== undefined) writeFileSync(join(folder, 'audiobook.json'), settings);
  return folder;
}

it('reads audiobook.json, and AUDIOBOOK_BUDGET for the run', async () => {
  const workspace = workspaceWith('{ "budget": { "run": 1, "book": 20, "month": 50 } }');
  expect(await readBudget(workspace, {})).toEqual({
    ok: true,
    value: { run: 1, book: 20, month: 50 },
  });
  expect(await readBudget(workspace, { AUDIOBOOK_BUDGET: '2.50' })).toMatchObject({
    value: { run: 2.5, book: 20 },
  });
  expect(await readBudget(workspaceWith(), {})).toEqual({ ok: true, value: {} });
});

it.each(['0', '-1', 'two', 'Infinity', '$2'])('refuses AUDIOBOOK_BUDGET=%s', async (said) => {
  expect(await readBudget(workspaceWith(), { AUDIOBOOK_BUDGET: said })).toMatchObject({
    failure: {
      ...{ kind: 'bad-request', found: `its value is “${said}”` },
      remedy: expect.stringContaining('an amount above 0'),
    },
  });
});

it('says where audiobook.json is wrong', async () => {
  const workspace = workspaceWith('{\n  "budget": { "run": "2" }\n}');
  expect(await readBudget(workspace, {})).toMatchObject({
    failure: { kind: 'bad-settings', at: { line: 2, column: 22 } },
  });
});
