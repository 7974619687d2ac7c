import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './errno.ts';
import { makeFolder } from './make-folder.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * Writes a new file with a name of its own to `folder`, which is made where it is missing, and waits
 * until it is on the disk. Returns its path. A file that could not be written whole is removed.
 *
 * File and folder are the user's alone.
 */
export async function writeTemporary(
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<string> {
  const path = join(folder, temporaryName(name));
  const file = await create(path, folder);
  try {
    await file.writeFile(bytes);
    await file.datasync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
  return path;
}

/** A name that no other process and no other writer of this process uses. */
export function temporaryName(name: string): string {
  return `${name}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

/** Removes what a crash left in `folder` more than a day ago; a file in use is never that old. */
export async function sweepTemporary(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > day) await rm(path, { force: true, recursive: true });
  }
}

/** The names in a folder; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function create(path: string, folder: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await makeFolder(folder);
    return await open(path, 'wx', 0o600);
  }
}
