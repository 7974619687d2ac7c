import { rm } from 'node:fs/promises';
import type { TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import { eachBounded } from './each-bounded.ts';
import { expectingStoreFailures } from './store-failure.ts';
import { takePath } from './store-paths.ts';
import { storedKeys } from './stored-keys.ts';
import { storedTail } from './stored-tail.ts';
import type { TakeStore } from './take-store.ts';

/** Files that are looked at at the same time. */
const atOnce = 16;

/**
 * Removes the takes from a store that were fetched from shared takes and that a writer had given there. Fails as every change
 * of the store does, and where `signal` ends it.
 *
 * @returns Their keys.
 */
export async function forgetWriter(
  { root }: Pick<TakeStore, 'root'>,
  writer: string,
  signal: AbortSignal,
): Promise<Result<Set<TakeKey>>> {
  const expected = { doing: `removing the takes that ${writer} wrote`, file: root, signal };
  return await expectingStoreFailures(expected, async () => {
    const removed = new Set<TakeKey>();
    // As JSON has it in a file that is read byte by byte.
    const said = Buffer.from(`"writer":${JSON.stringify(writer)}`).toString('latin1');
    await eachBounded(storedKeys(root), atOnce, async (key) => {
      signal.throwIfAborted();
      const tail = await storedTail(root, key);
      if (!tail?.includes(said)) return;
      await rm(takePath(root, key), { force: true });
      removed.add(key);
    });
    return ok(removed);
  });
}
