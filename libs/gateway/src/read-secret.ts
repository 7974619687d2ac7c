import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Secret } from './pool.ts';

/**
 * Reads a secret where it is kept, each time that it is used.
 *
 * Fails with `engine-failed`; the message says where it was looked for, never what was found there.
 */
export async function readSecret(
  secret: Secret,
  { folder, doing }: { folder: string; doing: string },
): Promise<Result<string>> {
  if ('env' in secret) {
    const value = process.env[secret.env];
    if (value !== undefined && value !== '') return ok(value);
    return fail({
      kind: 'engine-failed',
      doing,
      found: `the environment variable ${secret.env} was not set where the gateway was started`,
      remedy: `Stop it (npx nx run gpu-runner:stop), set ${secret.env} and run again, or keep the token in a file: {"file": "…"}.`,
    });
  }
  const file = resolve(folder, secret.file);
  try {
    const value = (await readFile(file, 'utf8')).trim();
    if (value !== '') return ok(value);
    return fail({ kind: 'engine-failed', doing, found: `${file} is empty`, remedy });
  } catch (error) {
    return fail({ kind: 'engine-failed', doing, found: (error as Error).message, remedy });
  }
}

const remedy = 'Put the token, and nothing else, into that file.';
