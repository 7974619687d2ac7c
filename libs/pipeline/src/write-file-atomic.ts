import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const unfinishedName = /\.\d+-[0-9a-f]{8}\.tmp$/;

/** A temporary file of such an age, in milliseconds, belongs to a process that was killed. */
const forsakenAge = 60 * 60 * 1000;

/**
 * Writes a file whole or not at all, whatever happens to the process or the power: to a temporary
 * file beside it, then renamed over it. What a process that was killed an hour ago or more left of
 * this in the folder is removed.
 */
export async function writeFileAtomic(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await removeForsaken(dirname(file));
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    // Renamed before it is on the disk, it could be empty after a power cut.
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function removeForsaken(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => unfinishedName.test(candidate))) {
    const path = join(folder, name);
    // Another process may remove it too, and what can't be tidied up is no reason not to write.
    const written = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (Date.now() - written > forsakenAge) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Writes a value as JSON that diffs by the line. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(value, undefined, 1)}\n`);
}
