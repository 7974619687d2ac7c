import { TakeKey } from '@audiobook/model/digest';
import { shardPath } from './store-paths.ts';
import { namesIn } from './temporary-file.ts';

/** The keys that a store has files for, folder by folder; anything else that lies there is passed over. */
export async function* storedKeys(root: string): AsyncGenerator<TakeKey> {
  const shards = (await namesIn(root)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  for (const shard of shards.sort()) {
    for (const name of (await namesIn(shardPath(root, shard))).sort()) {
      const key = TakeKey.safeParse(name.replace(/\.wav$/, ''));
      if (key.success && name.endsWith('.wav') && name.startsWith(shard)) yield key.data;
    }
  }
}
