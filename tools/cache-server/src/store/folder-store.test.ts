import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scopeFolder } from '../scope.ts';
import { describeStore, nameOf, uploadOf } from '../testing/store-contract.ts';
import type { EntryName } from './entry.ts';
import { FolderStore } from './folder-store.ts';

const home = mkdtempSync(join(tmpdir(), 'cache-folder-'));
afterAll(() => rmSync(home, { recursive: true }));

const fileOf = (folder: string, { kind, scope, id }: EntryName) =>
  join(folder, kind, scopeFolder(scope), id.slice(0, 2), id);

describeStore('FolderStore', async () => {
  const folder = mkdtempSync(join(home, 'store-'));
  return {
    store: new FolderStore(folder),
    again: () => new FolderStore(folder),
    async damage(name) {
      const file = await open(fileOf(folder, name), 'r+');
      await file.write('main-co', 120);
      await file.close();
    },
    async age(name, milliseconds) {
      const then = new Date(Date.now() - milliseconds);
      await utimes(fileOf(folder, name), then, then);
    },
  };
});

test('an entry under the name of another one, or cut short, is damaged', async () => {
  const folder = mkdtempSync(join(home, 'store-'));
  const store = new FolderStore(folder);
  await store.prepare();
  await store.put(nameOf('12'), await uploadOf(store, 'body'));
  execFileSync('cp', [fileOf(folder, nameOf('12')), fileOf(folder, nameOf('123'))]);
  expect(await store.record(nameOf('123'))).toBe('damaged');
  execFileSync('truncate', ['-s', '-1', fileOf(folder, nameOf('12'))]);
  expect(await store.record(nameOf('12'))).toBe('damaged');
  writeFileSync(fileOf(folder, nameOf('12')), '');
  expect(await store.record(nameOf('12'))).toBe('damaged');
});

test('what a killed server was receiving is swept, what a living one receives is not', async () => {
  const folder = mkdtempSync(join(home, 'store-'));
  const store = new FolderStore(folder);
  await store.prepare();
  const script = `
    import { writeFileSync } from 'node:fs';
    import { unfinishedPath } from '@audiobook/files/unfinished-file';
    writeFileSync(unfinishedPath(${JSON.stringify(join(store.uploads, 'upload'))}), 'half');
    process.kill(process.pid, 'SIGKILL');
  `;
  const options = { cwd: import.meta.dirname, stdio: 'ignore' as const };
  expect(() =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], options),
  ).toThrow();
  const own = await uploadOf(store, 'mine');
  expect(readdirSync(store.uploads)).toHaveLength(2);
  await store.sweep();
  expect(readdirSync(store.uploads).map((name) => join(store.uploads, name))).toEqual([own.path]);
});
