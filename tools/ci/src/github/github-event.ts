import type { Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import type { z } from 'zod';

/**
 * What started this run: GitHub writes it to the file GITHUB_EVENT_PATH. Read from there it never passes through a shell,
 * where names of branches and the like could be commands.
 */
export function githubEvent<S extends z.ZodType>(
  schema: S,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result<z.output<S>>> {
  const file = env.GITHUB_EVENT_PATH ?? '';
  return readSettings({ file, schema, doing: 'reading what started this run' });
}
