import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './errno.ts';

/** Makes a folder of the user's alone, with those above it that are missing. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    // Node says so of a read-only disk as well; one folder at a time says what is wrong.
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}
