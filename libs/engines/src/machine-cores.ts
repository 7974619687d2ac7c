import { availableParallelism } from 'node:os';
import { fail, ok, type Result } from '@audiobook/model/result';
import { CoreTokens } from './core-tokens.ts';
import { userFolder } from './user-folder.ts';

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
  const folder = userFolder({ name: 'cores', doing, env });
  return folder.ok ? ok(new CoreTokens({ cores, folder: folder.value })) : folder;
}
