/** `run-page.ts`: what the workspace's last run came to, as Markdown. */

import { ok } from '@audiobook/model/result';
import { RunSummary } from '@audiobook/model/run-record';
import { readSettings } from '@audiobook/settings/read-settings';
import { runPage } from '../run-page.ts';
import { runProgram } from '../run-program.ts';

await runProgram(async () => {
  const file = '.audiobook/runs/latest.json';
  const doing = 'reading what the run came to';
  const summary = await readSettings({ file, schema: RunSummary, doing });
  return summary.ok ? ok(runPage(summary.value)) : summary;
});
