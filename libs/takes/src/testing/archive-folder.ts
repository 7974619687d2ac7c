import { join } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';
import type { Result } from '@audiobook/model/result';
import { exportTakes } from '../export-takes.ts';
import { openTakeStore } from '../take-store.ts';
import { makeTake } from '../testing.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const takes = ['one', 'two', 'three', 'four'].map((name) => makeTake(name));
export const keys = takes.map(({ key }) => key);

/** A folder with a store `from` of four takes, an archive `takes.tar` of them, and no store `to` yet. */
export async function folderWithArchive() {
  const folder = await temporaryFolder();
  const store = openTakeStore(join(folder, 'from'));
  for (const take of takes) await store.put(take);
  const archive = join(folder, 'takes.tar');
  const exported = expectOk(await exportTakes(store, keys, archive));
  return { folder, store, archive, exported, target: openTakeStore(join(folder, 'to')) };
}

/** What an archive calls the take of a key. */
export function nameOf(key: TakeKey): string {
  return `${key.slice(0, 2)}/${key}.wav`;
}

function expectOk<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}
