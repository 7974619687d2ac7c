import type { Failure } from '@audiobook/model/failure';
import { fail, type Result } from '@audiobook/model/result';
import { describeErrno, errnoOf } from './errno.ts';

export interface Expected {
  /** What is being done, such as `pruning the take store`. */
  doing: string;
  /** The file or folder at fault where the error doesn't name one. */
  file: string;
  /** What to do about an error; by default what helps when the store itself is at fault. */
  remedy?: string;
  signal?: AbortSignal | undefined;
}

/** Runs `work` and turns an error of the operating system, or of `signal`, into a failure. */
export async function expectingStoreFailures<T>(
  expected: Expected,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const { doing, signal } = expected;
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return fail({ kind: 'cancelled', doing });
    return fail(storeFailure(expected, error));
  }
}

/** What a failed system call on the take store means to the user; a bug is thrown again. */
function storeFailure({ doing, file, remedy }: Expected, error: unknown): Failure {
  const code = errnoOf(error);
  if (code === undefined) throw error;
  const found = describeErrno(error);
  return {
    kind: 'bad-file',
    doing,
    file: pathOf(error) ?? file,
    found,
    remedy: remedy ?? remedyFor(code),
  };
}

function pathOf(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error ? String(error.path) : undefined;
}

function remedyFor(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Free some space, for instance with `npx nx run takes:prune -- --max-gb=20`, or set AUDIOBOOK_TAKES to a folder on another disk; then run the same command again. Takes already spoken are kept.';
    case 'EFBIG':
      return 'Raise the limit of file sizes (`ulimit -f`) and run the same command again.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'Make the folder writable for this user, or set AUDIOBOOK_TAKES to a folder of your own.';
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return 'Move that file or folder away, or set AUDIOBOOK_TAKES to another folder.';
    case 'EMFILE':
    case 'ENFILE':
      return 'Raise the limit of open files (`ulimit -n`) and run the same command again.';
    default:
      return 'Check that disk, or set AUDIOBOOK_TAKES to a folder on another one.';
  }
}
