import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';

/**
 * A folder of this user's, that does not outlive a boot, for what processes tell each other. Nobody
 * else may look into it.
 *
 * @param doing What it is needed for, for the failure `engine-failed` when none can be made.
 */
export function userFolder(name: string, doing: string, env = process.env): Result<string> {
  const bases = [env.XDG_RUNTIME_DIR, tmpdir()].filter((base) => base !== undefined);
  const folder = bases.map((base) => ownFolder(base, name)).find((own) => own !== undefined);
  if (folder !== undefined) return ok(folder);
  return fail({
    kind: 'engine-failed',
    doing,
    found: `no folder of this user's can be made in ${bases.join(' or ')}`,
    remedy: 'set TMPDIR to a folder that can be written to',
  });
}

function ownFolder(base: string, name: string): string | undefined {
  const user = process.getuid?.() ?? 0;
  const own = join(base, `audiobook-${user}`);
  const folder = join(own, name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return lstatSync(own).uid === user ? folder : undefined;
  } catch {
    return undefined;
  }
}
