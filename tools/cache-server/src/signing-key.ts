import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinishedPath } from '@audiobook/files/unfinished-file';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { describeErrno, errnoOf } from '@audiobook/takes/errno';
import { placeFirst } from '@audiobook/takes/place-first';

const keyBytes = 32;
const doing = 'reading the key that signs tokens';

/**
 * The key that signs tokens, from the file `signing-key` of the data folder, which is made where it is
 * missing: whoever has it makes tokens, so it is the user's alone. Of two processes that make it both get the
 * first one's. Fails where others may read it, and where it is damaged.
 */
export async function signingKey(data: string): Promise<Result<Buffer>> {
  const file = join(data, 'signing-key');
  try {
    const kept = await readKey(file);
    if (kept !== undefined) return checkKey(file, kept);
    await mkdir(data, { recursive: true, mode: 0o700 });
    const temporary = unfinishedPath(file);
    const fresh = `${randomBytes(keyBytes).toString('hex')}\n`;
    await writeFile(temporary, fresh, { mode: 0o600, flush: true });
    await chmod(temporary, 0o600);
    await placeFirst(temporary, file);
    return checkKey(file, (await readKey(file)) ?? '');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return fail({
      kind: 'bad-file',
      doing,
      file,
      found: describeErrno(error),
      remedy: 'Name a data folder of your own: "data" in the settings, or --data=.',
    });
  }
}

async function readKey(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function checkKey(file: string, text: string): Promise<Result<Buffer>> {
  const problem = (found: string, remedy: string): { ok: false; failure: Failure } =>
    fail({ kind: 'bad-file', doing, file, found, remedy });
  if (!/^[0-9a-f]{64}\n?$/.test(text)) {
    return problem(
      'it is no key',
      'Restore it. Or remove it: the next start makes another one, and all tokens have to be made anew.',
    );
  }
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) {
    return problem(
      'others than its owner may read it, and whoever reads it can make tokens',
      `If nobody has: \`chmod 600 ${file}\`. Otherwise remove it, and make all tokens anew.`,
    );
  }
  return ok(Buffer.from(text.trim(), 'hex'));
}
