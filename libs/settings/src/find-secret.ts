import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Secret } from '@audiobook/model/secret';

/** A secret, or why there is none: where it was looked for, and never what was found there. */
export type FoundSecret = { value: string } | { missing: 'variable' | 'file'; found: string };

/**
 * Reads a secret where it is kept, each time that it is used.
 *
 * @param folder Which a file's path is relative to.
 */
export async function findSecret(secret: Secret, folder: string): Promise<FoundSecret> {
  if ('env' in secret) {
    const value = process.env[secret.env];
    if (value !== undefined && value !== '') return { value };
    return { missing: 'variable', found: `the environment variable ${secret.env} is not set` };
  }
  const file = resolve(folder, secret.file);
  try {
    const value = (await readFile(file, 'utf8')).trim();
    return value === '' ? { missing: 'file', found: `${file} is empty` } : { value };
  } catch (error) {
    return { missing: 'file', found: (error as Error).message };
  }
}
