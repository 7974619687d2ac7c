import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';

export interface UserFolderOptions {
  name: string;
  /** What it is needed for, for the failure. */
  doing: string;
  /** Whether a path will do. */
  fits?: (folder: string) => boolean;
  env?: NodeJS.ProcessEnv;
}

/**
 * A folder of this user's, that does not outlive a boot, for what processes tell each other. Nobody
 * else may look into it. Fails with `engine-failed` when none can be made.
 */
export function userFolder({
  name,
  doing,
  fits = () => true,
  env = process.env,
}: UserFolderOptions): Result<string> {
  const bases = [env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'].filter((base) => base !== undefined);
  const folder = bases.map((base) => ownFolder(base, name)).find((own) => own && fits(own));
  if (folder !== undefined) return ok(folder);
  return fail({
    kind: 'engine-failed',
    doing,
    found: `no folder of this user's can be made in ${[...new Set(bases)].join(' or ')}`,
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
