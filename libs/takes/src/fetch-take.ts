import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';
import type { Take } from '@audiobook/model/take';
import { describeErrno, errnoOf } from './errno.ts';
import { placeFirst } from './place-first.ts';
import { readTake } from './read-take.ts';
import { damagedFolder, takePath } from './store-paths.ts';
import { temporaryName } from './temporary-file.ts';

/** A take file that can't be used, and so counts as missing. */
export interface DamagedTake {
  key: TakeKey;
  /** Only a damaged file is moved, and so makes place for another. */
  state: 'damaged' | 'newer' | 'unreadable';
  /** Where it was found. */
  file: string;
  /** What is wrong with it, such as `its checksum is wrong`. */
  reason: string;
  /** Where it lies now, out of the way of a new take; undefined where it could not be moved. */
  movedTo: string | undefined;
}

export interface TakeRequest {
  root: string;
  key: TakeKey;
  /** Whether this renews the time of last use, which pruning goes by. */
  use: boolean;
  /** Told of a file that can't be used; of a damaged one, by the one process that moves it aside. */
  onDamaged: (damaged: DamagedTake) => void;
}

/** The sound take under a key; one that is damaged is moved to the store's `damaged` folder. */
export async function fetchTake(request: TakeRequest): Promise<Take | undefined> {
  const { root, key, use, onDamaged } = request;
  const file = takePath(root, key);
  const reading = await readTake(file, key, { use });
  switch (reading.state) {
    case 'sound':
      return reading.take;
    case 'missing':
      return undefined;
    case 'newer':
    case 'unreadable':
      onDamaged({ key, ...reading, file, movedTo: undefined });
      return undefined;
    case 'damaged':
      return await setAside(request, file, reading.reason);
    default:
      return reading satisfies never;
  }
}

/**
 * Moves a damaged take away, then looks at what was moved: another process may have put a sound take
 * there between the reading and the moving, and that one is put back and read instead.
 */
async function setAside(
  request: TakeRequest,
  file: string,
  reason: string,
): Promise<Take | undefined> {
  const { root, key, onDamaged } = request;
  const movedTo = join(damagedFolder(root), temporaryName(key).replace(/tmp$/, 'wav'));
  try {
    await mkdir(damagedFolder(root), { recursive: true, mode: 0o700 });
    await rename(file, movedTo);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    const both = `${reason}; and it can't be moved: ${describeErrno(error)}`;
    onDamaged({ key, state: 'damaged', file, reason: both, movedTo: undefined });
    return undefined;
  }
  const moved = await readTake(movedTo, key, { use: false });
  if (moved.state === 'sound' || moved.state === 'newer') {
    await placeFirst(movedTo, file);
    return await fetchTake(request);
  }
  onDamaged({ key, state: 'damaged', file, reason, movedTo });
  return undefined;
}
