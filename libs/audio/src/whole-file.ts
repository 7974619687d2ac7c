import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeUnfinished, unfinishedPath } from '@audiobook/files/unfinished-file';
import type { Failure } from '@audiobook/model/failure';
import { fail, type Result } from '@audiobook/model/result';
import { StreamFailure } from './stream-failure.ts';

/**
 * Writes a file whole or not at all: `write` fills a temporary file beside it, which takes the
 * file's place if that succeeds and is removed if not. What killed processes left of this in the
 * folder is removed too.
 *
 * Fails as `write` does, and with `bad-file` where the file system refuses.
 */
export async function writeWholeFile<T>(
  file: string,
  doing: string,
  write: (temporary: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const temporary = unfinishedPath(file);
  try {
    await mkdir(dirname(file), { recursive: true });
    await removeUnfinished(dirname(file));
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
