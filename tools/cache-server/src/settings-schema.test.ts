import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CacheServerSettings } from './settings.ts';
import { settingsSchema } from './settings-schema.ts';

test('cache-server.schema.json is of these settings (npm run schema)', () => {
  const file = join(import.meta.dirname, '..', 'cache-server.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(settingsSchema())),
  );
});

test('the settings that README.md shows are right, and those without a file', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
  const [, shown, bucket] = [...readme.matchAll(/```json\n(.*?)```/gs)].map(([, json]) =>
    JSON.parse(json ?? ''),
  );
  const { data, $schema, ...usual } = CacheServerSettings.parse(shown);
  expect(usual).toEqual(CacheServerSettings.parse({}));
  expect($schema).toBe('./cache-server.schema.json');
  expect(data).toBe('~/.local/share/audiobook/cache-server');
  expect(CacheServerSettings.parse(bucket).s3?.bucket).toBe('my-audiobooks');
});
