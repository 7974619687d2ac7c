import { join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { Pool } from './pool.ts';
import { nameOfRunners } from './runners/runner-entry.ts';

/** Reads gpu-runner/pool.json; without the file nothing is said. */
export async function readPool(workspace: string): Promise<Result<Pool>> {
  const file = join(workspace, 'gpu-runner', 'pool.json');
  const doing = 'reading the slots of this workspace';
  const read = await readSettings({ file, schema: Pool, doing, absent: {} });
  if (!read.ok) return read;
  const { slots = [] } = read.value;
  const endpoint = repeated(
    slots.flatMap((slot) => {
      if (slot.kind === 'embedded') return [];
      return slot.kind === 'endpoint' ? nameOf(slot) : nameOfRunners(slot);
    }),
  );
  if (endpoint !== undefined) {
    const remedy = 'Give each of them a "name" of its own.';
    return fail({
      kind: 'bad-file',
      doing,
      file,
      found: `two entries are called “${endpoint}”`,
      remedy,
    });
  }
  const engine = repeated(slots.flatMap((slot) => (slot.kind === 'embedded' ? slot.engine : [])));
  if (engine !== undefined) {
    const found = `two entries are for the embedded engine “${engine}”`;
    return fail({ kind: 'bad-file', doing, file, found, remedy: 'Make them one, with a "count".' });
  }
  return ok(read.value);
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) !== at);
}

/** What an endpoint's slot is called. */
export function nameOf({ name, url }: { name?: string | undefined; url: string }): string {
  return name ?? new URL(url).host;
}
