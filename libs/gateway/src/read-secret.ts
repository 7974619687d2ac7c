import { fail, ok, type Result } from '@audiobook/model/result';
import type { Secret } from '@audiobook/model/secret';
import { findSecret } from '@audiobook/settings/find-secret';

/**
 * Reads a secret of pool.json where it is kept, each time that it is used.
 *
 * Fails with `engine-failed`; the message says where it was looked for, never what was found there.
 */
export async function readSecret(
  secret: Secret,
  { folder, doing }: { folder: string; doing: string },
): Promise<Result<string>> {
  const read = await findSecret(secret, folder);
  if ('value' in read) return ok(read.value);
  if (!('env' in secret)) return fail({ kind: 'engine-failed', doing, found: read.found, remedy });
  return fail({
    kind: 'engine-failed',
    doing,
    found: `the environment variable ${secret.env} was not set where the gateway was started`,
    remedy: `Stop it (npx nx run gpu-runner:stop), set ${secret.env} and run again, or keep the token in a file: {"file": "…"}.`,
  });
}

const remedy = 'Put the token, and nothing else, into that file.';
