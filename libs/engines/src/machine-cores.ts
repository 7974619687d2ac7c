import { lstatSync, mkdirSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { CoreTokens } from './core-tokens.ts';

const doing = 'finding out how many cores to use';

/**
 * The cores that all processes of this user share: as many as the machine has, or as
 * `AUDIOBOOK_CORES` says, with their tokens in a folder of the user's that does not outlive a boot.
 *
 * Fails with `bad-request` when the setting is no number, and with `engine-failed` without a folder.
 */
export function machineCores(env = process.env): Result<CoreTokens> {
  const setting = env.AUDIOBOOK_CORES;
  const cores = setting === undefined ? availableParallelism() : Number(setting);
  if (!Number.isInteger(cores) || cores < 1 || cores > 1_024) {
    const found = `AUDIOBOOK_CORES is "${setting}"`;
    return fail({
      kind: 'bad-request',
      doing,
      found,
      remedy: 'set it to a whole number from 1 to 1024, or unset it',
    });
  }
  const folders = [env.XDG_RUNTIME_DIR, tmpdir()].filter((folder) => folder !== undefined);
  const folder = folders.map((base) => ownFolder(base)).find((own) => own !== undefined);
  if (folder !== undefined) return ok(new CoreTokens({ cores, folder }));
  return fail({
    kind: 'engine-failed',
    doing,
    found: `no folder of this user's can be made in ${folders.join(' or ')}`,
    remedy: 'set TMPDIR to a folder that can be written to',
  });
}

function ownFolder(base: string): string | undefined {
  const user = process.getuid?.() ?? 0;
  const own = join(base, `audiobook-${user}`);
  const folder = join(own, 'cores');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return lstatSync(own).uid === user ? folder : undefined;
  } catch {
    return undefined;
  }
}
