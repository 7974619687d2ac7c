/** The code of an operating system's error, such as `ENOENT`; undefined for every other error. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return String(error.code);
}

/** What a failed system call is, in words where it is common. */
export function describeErrno(error: unknown): string {
  const code = errnoOf(error) ?? String(error);
  const words = wordsOf[code];
  return words === undefined ? code : `${words} (${code})`;
}

const wordsOf: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that here',
  EDQUOT: "this user's share of the disk is used up",
  EFBIG: 'the file would be larger than this process may write',
  EIO: 'the disk reported an error',
  EISDIR: 'it is a folder',
  EMFILE: 'this process has too many files open',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'this user may not do that here',
  EROFS: 'the disk is read-only',
};
