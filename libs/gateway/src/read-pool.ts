import { join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { Pool } from './pool.ts';

/** Reads gpu-runner/pool.json; without the file there is one embedded slot for each core. */
export async function readPool(workspace: string): Promise<Result<Pool>> {
  const file = join(workspace, 'gpu-runner', 'pool.json');
  const doing = 'reading the slots of this workspace';
  const read = await readSettings({ file, schema: Pool, doing, absent: {} });
  if (!read.ok) return read;
  const names = read.value.slots.flatMap((slot) =>
    slot.kind === 'endpoint' ? [nameOf(slot)] : [],
  );
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return ok(read.value);
  return fail({
    kind: 'bad-file',
    doing,
    file,
    found: `two slots are called “${twice}”`,
    remedy: 'Give each of them a "name" of its own.',
  });
}

/** What an endpoint's slot is called. */
export function nameOf({ name, url }: { name?: string | undefined; url: string }): string {
  return name ?? new URL(url).host;
}
