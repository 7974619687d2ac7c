import { join } from 'node:path';
import type { Result } from '@audiobook/model/result';
import { WorkspaceSettings } from '@audiobook/model/workspace-settings';
import { readSettings } from '@audiobook/settings/read-settings';

/** Reads audiobook.json; a workspace without one has no settings. */
export function readWorkspaceSettings(workspace: string): Promise<Result<WorkspaceSettings>> {
  const file = join(workspace, 'audiobook.json');
  const doing = 'reading the settings of this workspace';
  return readSettings({ file, schema: WorkspaceSettings, doing, absent: {} });
}
