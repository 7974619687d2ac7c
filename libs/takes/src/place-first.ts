import { access, link, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';
import { makeFolder } from './make-folder.ts';

/** What link(2) fails with where a file system, or a sandbox on it, knows no hard links. */
const noHardLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EXDEV']);

/**
 * Gives a whole file its final name unless that name is taken: the first of several writers wins.
 *
 * The temporary name is gone afterwards either way. Where there are no hard links the file is renamed
 * instead, and of two writers in the same instant the last one wins; a reader sees a whole file in
 * both cases.
 *
 * @param makeLink for the tests of file systems without hard links
 */
export async function placeFirst(
  temporary: string,
  final: string,
  makeLink: typeof link = link,
): Promise<'placed' | 'taken'> {
  try {
    return await place(temporary, final, makeLink);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await makeFolder(dirname(final));
    return await place(temporary, final, makeLink);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function place(
  temporary: string,
  final: string,
  makeLink: typeof link,
): Promise<'placed' | 'taken'> {
  try {
    await makeLink(temporary, final);
    return 'placed';
  } catch (error) {
    const code = errnoOf(error) ?? '';
    if (code === 'EEXIST') return 'taken';
    if (!noHardLinks.has(code)) throw error;
    if (await isThere(final)) return 'taken';
    await rename(temporary, final);
    return 'placed';
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
