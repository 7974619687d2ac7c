import { open } from 'node:fs/promises';
import type { TakeKey } from '@audiobook/model/digest';
import { takePath } from './store-paths.ts';

/** More than a take file has behind its samples: what is said of the take, and the checksum. */
const tailBytes = 2_048;

/** The end of a store's take file, which is not verified; undefined where it can't be read. */
export async function storedTail(root: string, key: TakeKey): Promise<string | undefined> {
  try {
    const file = await open(takePath(root, key), 'r');
    try {
      const { size } = await file.stat();
      const tail = Buffer.alloc(Math.min(size, tailBytes));
      await file.read(tail, 0, tail.length, size - tail.length);
      return tail.toString('latin1');
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
