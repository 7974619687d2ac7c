import type { Failure } from '@audiobook/model/failure';

const remedies: Record<string, string> = {
  ENOSPC: 'Make room on that disk, and run the same command again: what is spoken is kept.',
  EDQUOT: 'Make room within your quota, and run the same command again: what is spoken is kept.',
  EACCES: 'Give yourself the right to read and write it.',
  EPERM: 'Give yourself the right to read and write it.',
  EROFS: 'Make that file system writable, or work elsewhere.',
  EMFILE: 'Allow more open files (ulimit -n), and run the same command again.',
  EEXIST: 'Name another place: a file is where a folder would have to be.',
  ENOTDIR: 'Name another place: a file is where a folder would have to be.',
  EISDIR: 'Name a file there: this is a folder.',
  ENOENT: 'Restore the file, or run the target that makes it.',
};

/** What the operating system refused, as a failure; undefined for an error that is a bug. */
export function systemFailure(error: unknown, doing: string): Failure | undefined {
  const { code = '', path, message } = error as NodeJS.ErrnoException;
  const remedy = remedies[code];
  if (!(error instanceof Error) || remedy === undefined) return undefined;
  return {
    kind: 'bad-file',
    doing,
    file: path ?? '(a file without a name)',
    found: message,
    remedy,
  };
}
