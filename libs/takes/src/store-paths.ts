import { join } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';

/** Where the take of a key lies: 256 folders keep each of them short. */
export function takePath(root: string, key: TakeKey): string {
  return join(shardPath(root, key.slice(0, 2)), `${key}.wav`);
}

/** The folder of the keys that begin with two hex digits. */
export function shardPath(root: string, shard: string): string {
  return join(root, shard);
}

/** Files that are being written; on the store's own file system, so that they can be linked into it. */
export function temporaryFolder(root: string): string {
  return join(root, 'tmp');
}

/** Files that were found damaged. */
export function damagedFolder(root: string): string {
  return join(root, 'damaged');
}

/** The workspaces that used the store. */
export function workspacesFolder(root: string): string {
  return join(root, 'workspaces');
}
