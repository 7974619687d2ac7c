import { join } from 'node:path';
import { ok, type Result } from '@audiobook/model/result';
import { type Budget, WorkspaceSettings } from '@audiobook/model/workspace-settings';
import { readSettings } from '@audiobook/settings/read-settings';

/**
 * What calls over HTTP may spend, in dollars: they are no run and have no book, so that only the limit of a month
 * in audiobook.json is theirs. Fails where that can't be read.
 */
export async function callBudget(workspace: string): Promise<Result<Budget>> {
  const file = join(workspace, 'audiobook.json');
  const doing = 'reading what calls may spend';
  const settings = await readSettings({ file, schema: WorkspaceSettings, doing, absent: {} });
  if (!settings.ok) return settings;
  const { month } = settings.value.budget ?? {};
  return ok(month === undefined ? {} : { month });
}
