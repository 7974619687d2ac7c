import type { TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import { eachBounded } from './each-bounded.ts';
import { type DamagedTake, fetchTake } from './fetch-take.ts';
import { expectingStoreFailures } from './store-failure.ts';
import { storedKeys } from './stored-keys.ts';
import type { TakeStore } from './take-store.ts';

export interface CheckReport {
  /** Sound takes, and the seconds of audio in them. */
  takes: number;
  seconds: number;
  /** Takes that were moved to the store's `damaged` folder, or could not even be read or moved. */
  damaged: DamagedTake[];
  /** Whole takes of a newer version of this tool, which stay where they are. */
  newer: number;
}

export interface CheckOptions {
  /** Told after every file. */
  onProgress?: (report: Readonly<CheckReport>) => void;
  signal?: AbortSignal;
}

/**
 * Reads and verifies every take of a store, and sets damaged ones aside as `get` does; their times of
 * last use stay as they are. Deletes nothing.
 */
export async function checkStore(
  store: Pick<TakeStore, 'root'>,
  { onProgress, signal }: CheckOptions = {},
): Promise<Result<CheckReport>> {
  const { root } = store;
  const report: CheckReport = { takes: 0, seconds: 0, damaged: [], newer: 0 };
  const onDamaged = (damaged: DamagedTake) => {
    if (damaged.state === 'newer') report.newer += 1;
    else report.damaged.push(damaged);
  };
  const check = async (key: TakeKey) => {
    signal?.throwIfAborted();
    const take = await fetchTake({ root, key, use: false, onDamaged });
    if (take) {
      report.takes += 1;
      report.seconds += take.pcm.byteLength / 2 / take.sampleRate;
    }
    onProgress?.(report);
  };
  const expected = { doing: 'checking the take store', file: root, signal };
  return await expectingStoreFailures(expected, async () => {
    await eachBounded(storedKeys(root), 4, check);
    return ok(report);
  });
}
