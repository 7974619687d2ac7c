import { open } from 'node:fs/promises';
import { Digest, type TakeKey } from '@audiobook/model/digest';
import { takePath } from './store-paths.ts';

/** More than a take file has behind its samples: what is said of the take, and the checksum. */
const tailBytes = 2_048;

/**
 * The digest that a store's take says it has, from the end of its file: cheaper than reading the take,
 * and not verified. Undefined where there is no take that says one.
 */
export async function storedDigest(root: string, key: TakeKey): Promise<Digest | undefined> {
  try {
    const file = await open(takePath(root, key), 'r');
    try {
      const { size } = await file.stat();
      const tail = Buffer.alloc(Math.min(size, tailBytes));
      await file.read(tail, 0, tail.length, size - tail.length);
      const said = [...tail.toString('latin1').matchAll(/"digest":"([0-9a-f]{64})"/g)].at(-1);
      return Digest.safeParse(said?.[1]).data;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
