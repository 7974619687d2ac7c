import { z } from 'zod';

/** The characters of a scope's name in a file's: it is a folder there, and no two scopes share one. */
const slashInFolders = '~';

/**
 * What entries belong to: `main`, `pull/123`. Who may read a scope reads all of it, and who may write it
 * writes all of it. In lower case, since some disks don't tell `Main` from `main`.
 */
export const Scope = z
  .string()
  .max(100)
  .regex(
    /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/,
    'it is no scope, such as main or pull/123: lower-case letters, digits, and . _ - within',
  )
  .brand<'Scope'>();
export type Scope = z.infer<typeof Scope>;

/** A scope as the name of one folder. */
export function scopeFolder(scope: Scope): string {
  return scope.replaceAll('/', slashInFolders);
}

/** The scope of a folder; undefined for a folder of something else. */
export function scopeOfFolder(folder: string): Scope | undefined {
  return Scope.safeParse(folder.replaceAll(slashInFolders, '/')).data;
}
