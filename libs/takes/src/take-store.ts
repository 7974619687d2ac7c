import { stat } from 'node:fs/promises';
import type { TakeKey } from '@audiobook/model/digest';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Take } from '@audiobook/model/take';
import { digestOf } from './digest-of.ts';
import { eachBounded } from './each-bounded.ts';
import { type DamagedTake, fetchTake } from './fetch-take.ts';
import { placeFirst } from './place-first.ts';
import { readTake } from './read-take.ts';
import { sharedKeys } from './shared-takes/shared-keys.ts';
import type { TakeServer } from './shared-takes/take-server.ts';
import { expectingStoreFailures } from './store-failure.ts';
import { shardPath, takePath, temporaryFolder } from './store-paths.ts';
import { encodeTakeFile, largestTakeFile, smallestTakeFile } from './take-file.ts';
import { namesIn, sweepTemporary, writeTemporary } from './temporary-file.ts';

/**
 * Takes by key, in a folder that any number of processes read, write, prune and check at a time.
 *
 * A take is in it whole or not at all. Spoken audio can't be made again bit for bit, so the first
 * take of a key stays, and whoever comes second uses that one too.
 */
export interface TakeStore {
  /** The store's folder; it need not exist. */
  readonly root: string;

  /**
   * Where its takes are shared with other machines, if they are: its second tier, which `get` and `put` don't ask, but whoever
   * would otherwise speak. Fails where it can't be known.
   */
  readonly shared: () => Promise<Result<TakeServer | undefined>>;

  /**
   * Keeps a take, and returns the one that the store holds now: of two writers of the same key both
   * get the first one's. Fails on a full disk, without permission, and the like.
   */
  put(take: Take): Promise<Result<Take>>;

  /**
   * The take of a key, read whole and verified. A file that is damaged is reported to `onDamaged`,
   * moved to the store's `damaged` folder, and counts as missing. One that can't be read, or that a
   * newer version wrote, is reported and counts as missing too, but stays.
   */
  get(key: TakeKey): Promise<Take | undefined>;

  /** Whether there is a file of a possible size; only `get` notices damage. */
  has(key: TakeKey): Promise<boolean>;

  /** Those keys that a file is there for; lists folders instead of asking for each file. */
  which(keys: Iterable<TakeKey>): Promise<Set<TakeKey>>;

  /** Those keys that the second tier has takes of. Where it can't be asked there are none, and `onUnshared` is told. */
  whichShared(keys: ReadonlySet<TakeKey>): Promise<Set<TakeKey>>;
}

export interface TakeStoreOptions {
  /** Told of a take that can't be used: damaged, of a newer version, or not readable. */
  onDamaged?: (damaged: DamagedTake) => void;
  /** See `TakeStore.shared`; asked once. */
  shared?: TakeStore['shared'];
  /** Told, as the user reads it, that the second tier can't be asked. */
  onUnshared?: (message: string) => void;
}

/** Opens the take store in a folder, which the first `put` makes. Touches nothing. */
export function openTakeStore(root: string, options: TakeStoreOptions = {}): TakeStore {
  const onDamaged = options.onDamaged ?? (() => undefined);
  const get = (key: TakeKey) => fetchTake({ root, key, use: true, onDamaged });
  let swept: Promise<void> | undefined;
  let asked: ReturnType<TakeStore['shared']> | undefined;
  const shared: TakeStore['shared'] = () =>
    (asked ??= options.shared?.() ?? Promise.resolve(ok(undefined)));
  return {
    root,
    shared,
    whichShared: (keys) => sharedKeys(shared, keys, options.onUnshared ?? (() => undefined)),
    get,
    put: (take) =>
      expectingStoreFailures({ doing: doingPut, file: root }, async () => {
        swept ??= sweepTemporary(temporaryFolder(root)).catch(() => undefined);
        await swept;
        return await put(root, take, get);
      }),
    has: (key) => has(root, key),
    which: (keys) => which(root, keys),
  };
}

const doingPut = 'keeping a take in the take store';

async function put(root: string, take: Take, get: TakeStore['get']): Promise<Result<Take>> {
  if (digestOf(take) !== take.digest) throw new Error(`The take ${take.key} has a wrong digest.`);
  const bytes = encodeTakeFile(take);
  // A damaged file in the way is moved by get(); each further attempt needs another one there.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const temporary = await writeTemporary(temporaryFolder(root), take.key, bytes);
    if ((await placeFirst(temporary, takePath(root, take.key))) === 'placed') return ok(take);
    const first = await get(take.key);
    if (first) return ok(first);
    const reading = await readTake(takePath(root, take.key), take.key, { use: false });
    if (reading.state === 'newer') return fail(ofNewerVersion(takePath(root, take.key), reading));
  }
  return fail(inTheWay(takePath(root, take.key)));
}

function inTheWay(file: string): Failure {
  return {
    kind: 'bad-file',
    doing: doingPut,
    file,
    found: 'there is already something under this name that is no take and stays there',
    remedy: 'Move it away, or set AUDIOBOOK_TAKES to another folder.',
  };
}

function ofNewerVersion(file: string, { reason }: { reason: string }): Failure {
  return {
    kind: 'bad-file',
    doing: doingPut,
    file,
    found: reason,
    remedy:
      'Update this clone, or set AUDIOBOOK_TAKES to another folder. The take there stays as it is.',
  };
}

async function has(root: string, key: TakeKey): Promise<boolean> {
  try {
    const found = await stat(takePath(root, key));
    return found.isFile() && found.size >= smallestTakeFile && found.size <= largestTakeFile;
  } catch {
    return false;
  }
}

async function which(root: string, keys: Iterable<TakeKey>): Promise<Set<TakeKey>> {
  const found = new Set<TakeKey>();
  await eachBounded(byShard(keys), 8, async ([shard, wanted]) => {
    const names = await namesIn(shardPath(root, shard)).catch(() => []);
    for (const name of names) {
      const key = name.slice(0, -'.wav'.length) as TakeKey;
      if (wanted.has(key) && name.endsWith('.wav')) found.add(key);
    }
  });
  return found;
}

function byShard(keys: Iterable<TakeKey>): Map<string, Set<TakeKey>> {
  const shards = new Map<string, Set<TakeKey>>();
  for (const key of keys) {
    const shard = key.slice(0, 2);
    const wanted = shards.get(shard);
    if (wanted) wanted.add(key);
    else shards.set(shard, new Set([key]));
  }
  return shards;
}
