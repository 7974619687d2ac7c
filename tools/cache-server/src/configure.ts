import { dirname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { findSecret } from '@audiobook/settings/find-secret';
import { readSettings } from '@audiobook/settings/read-settings';
import { dataFolder } from './data-folder.ts';
import { CacheServerSettings, type S3 } from './settings.ts';
import type { EntryStore } from './store/entry-store.ts';
import { FolderStore } from './store/folder-store.ts';
import { S3Store } from './store/s3-store.ts';

/** What a command line may say in place of the settings file. */
export interface Chosen {
  /** The settings file. */
  settings?: string | undefined;
  data?: string | undefined;
}

export interface Configuration {
  settings: CacheServerSettings;
  /** Of the signing key. */
  data: string;
  store: EntryStore;
}

const doing = "reading the cache server's settings";
const usualFile = join(import.meta.dirname, '..', 'cache-server.json');

/** Reads cache-server.json, which need not be there, and the secrets that it names. Touches nothing. */
export async function configure(chosen: Chosen): Promise<Result<Configuration>> {
  const file = chosen.settings === undefined ? usualFile : resolve(chosen.settings);
  const read = await readSettings({
    ...{ file, doing, schema: CacheServerSettings },
    // Only the usual one may be missing.
    ...(chosen.settings === undefined && { absent: {} }),
  });
  if (!read.ok) return read;
  const settings = read.value;
  const data = chosen.data === undefined ? dataFolder(settings.data, file) : resolve(chosen.data);
  if (settings.s3 === undefined) return ok({ settings, data, store: new FolderStore(data) });
  const store = await openS3(settings.s3, { file, data });
  return store.ok ? ok({ settings, data, store: store.value }) : store;
}

async function openS3(s3: S3, { file, data }: { file: string; data: string }) {
  const keys: string[] = [];
  for (const name of ['accessKeyId', 'secretAccessKey'] as const) {
    const secret = await findSecret(s3[name], dirname(file));
    if ('missing' in secret) {
      const remedy = `Set it, or correct "s3.${name}" in the settings.`;
      return fail({ kind: 'bad-file', doing, file, found: secret.found, remedy });
    }
    keys.push(secret.value);
  }
  const [accessKeyId = '', secretAccessKey = ''] = keys;
  return ok(new S3Store({ ...s3, accessKeyId, secretAccessKey, uploads: join(data, 'uploads') }));
}
