import { WorkspaceSettings } from '@audiobook/model/workspace-settings';
import { z } from 'zod';

/** The JSON Schema of audiobook.json. */
export function workspaceSchema(): object {
  return { title: 'audiobook.json', ...z.toJSONSchema(WorkspaceSettings, { io: 'input' }) };
}
