import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Failure } from '@audiobook/model/failure';
import { fail, type Result } from '@audiobook/model/result';
import { StreamFailure } from './stream-failure.ts';

/** How a file under way is named, so that no pattern by extension takes it for a finished one. */
export const unfinishedSuffix = '.part';
const unfinishedName = /^\..*-[0-9a-f]{12}\.part$/s;

/** A file under way that nothing was written to for so long belongs to a process that was killed. */
const forsakenMs = 60 * 60 * 1000;

/**
 * Writes a file whole or not at all: `write` fills a temporary file beside it, which takes the
 * file's place if that succeeds and is removed if not. What a process that was killed an hour ago or
 * more left of this in the folder is removed too.
 *
 * Fails as `write` does, and with `bad-file` where the file system refuses.
 */
export async function writeWholeFile<T>(
  file: string,
  doing: string,
  write: (temporary: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const name = `.${basename(file).slice(0, 40)}-${randomBytes(6).toString('hex')}`;
  const temporary = join(dirname(file), `${name}${unfinishedSuffix}`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await removeForsaken(dirname(file));
    const result = await write(temporary);
    if (result.ok) await rename(temporary, file);
    return result;
  } catch (error) {
    return fail(fileFailure(error, doing, file));
  } finally {
    // What cannot be tidied up is no reason to hide how the writing went.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function removeForsaken(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => unfinishedName.test(name));
  for (const path of names.map((name) => join(folder, name))) {
    // Another process may be about to finish it, or to remove it too.
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > forsakenMs) await rm(path, { force: true });
  }
}

/** What the file system refused to do, as a failure. Anything else is thrown on. */
export function fileFailure(error: unknown, doing: string, file: string): Failure {
  if (error instanceof StreamFailure) return error.failure;
  if (!isSystemError(error)) throw error;
  return {
    kind: 'bad-file',
    doing,
    file: error.path ?? file,
    found: error.message,
    remedy: remedyFor(error.code),
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function remedyFor(code: string): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'make room on this disk and run it again';
  if (code === 'EACCES' || code === 'EPERM') return 'check who may write there';
  if (code === 'ENOENT') return 'run the step again that makes this file';
  return 'check the disk and the folder, and run it again';
}
