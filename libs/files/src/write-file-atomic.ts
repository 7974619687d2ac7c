import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeUnfinished, unfinishedPath } from './unfinished-file.ts';

/**
 * Writes a file whole or not at all, whatever happens to the process or the power: to a temporary
 * file beside it, then renamed over it. What killed processes left of this in the folder is removed.
 */
export async function writeFileAtomic(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await removeUnfinished(dirname(file));
  const temporary = unfinishedPath(file);
  try {
    // Renamed before it is on the disk, it could be empty after a power cut.
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a value as JSON that diffs by the line. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(value, undefined, 1)}\n`);
}
