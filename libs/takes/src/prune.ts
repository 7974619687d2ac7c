import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import { eachBounded } from './each-bounded.ts';
import { errnoOf } from './errno.ts';
import { expectingStoreFailures } from './store-failure.ts';
import { damagedFolder, takePath, temporaryFolder } from './store-paths.ts';
import { storedKeys } from './stored-keys.ts';
import type { TakeStore } from './take-store.ts';
import { namesIn, sweepTemporary } from './temporary-file.ts';

export interface PruneRequest {
  store: Pick<TakeStore, 'root'>;
  /** Bytes that the store may have afterwards, damaged files included. */
  maxBytes: number;
  /** Keys that are never removed, whatever their age. */
  spare: ReadonlySet<TakeKey>;
  /** Ends it between two files. */
  signal?: AbortSignal;
}

export interface PruneReport {
  /** Files removed, and their bytes. */
  files: number;
  bytesFreed: number;
  /** What is left, and how much of it is spared. */
  filesLeft: number;
  bytesLeft: number;
  bytesSpared: number;
  /** How far the store is above the limit still: by what is spared, or was used while pruning. */
  bytesOverLimit: number;
}

/** Older than any take. */
const damagedAge = 0;

/** A file that may go; `usedAt` is its last use in milliseconds since 1970. */
interface Candidate {
  path: string;
  bytes: number;
  usedAt: number;
}

/**
 * Removes takes, the longest unused first, until the store is no larger than asked for. Files that
 * were set aside as damaged go before any take.
 *
 * Other processes may write, read and prune at the same time: files that are being written are never
 * touched, and a take that was used since it was looked at stays.
 */
export async function prune(request: PruneRequest): Promise<Result<PruneReport>> {
  const { signal } = request;
  const { root } = request.store;
  const expected = { doing: 'pruning the take store', file: root, signal };
  return await expectingStoreFailures(expected, async () => {
    await sweepTemporary(temporaryFolder(root));
    const stock = await takeStock(root, request);
    return ok(await removeOldest(stock, request));
  });
}

interface Stock {
  candidates: Candidate[];
  files: number;
  bytes: number;
  bytesSpared: number;
}

async function takeStock(root: string, { spare, signal }: PruneRequest): Promise<Stock> {
  const stock: Stock = { candidates: [], files: 0, bytes: 0, bytesSpared: 0 };
  const count = async (path: string, kind: 'damaged' | 'spared' | 'take') => {
    signal?.throwIfAborted();
    const found = await look(path);
    if (!found) return;
    stock.files += 1;
    stock.bytes += found.bytes;
    if (kind === 'spared') stock.bytesSpared += found.bytes;
    else
      stock.candidates.push({
        path,
        ...found,
        usedAt: kind === 'damaged' ? damagedAge : found.usedAt,
      });
  };
  const damaged = damagedFolder(root);
  await eachBounded(await namesIn(damaged), 8, (name) => count(join(damaged, name), 'damaged'));
  await eachBounded(storedKeys(root), 8, (key) =>
    count(takePath(root, key), spare.has(key) ? 'spared' : 'take'),
  );
  return stock;
}

async function removeOldest(
  stock: Stock,
  { maxBytes, signal }: PruneRequest,
): Promise<PruneReport> {
  const { candidates, bytesSpared } = stock;
  const removed = { files: 0, bytes: 0 };
  let { files: filesLeft, bytes: bytesLeft } = stock;
  candidates.sort((a, b) => a.usedAt - b.usedAt);
  for (const candidate of candidates) {
    if (bytesLeft <= maxBytes) break;
    signal?.throwIfAborted();
    const outcome = await removeUnlessUsed(candidate);
    if (outcome === 'used') continue;
    filesLeft -= 1;
    bytesLeft -= candidate.bytes;
    if (outcome === 'gone') continue;
    removed.files += 1;
    removed.bytes += candidate.bytes;
  }
  const bytesOverLimit = Math.max(0, bytesLeft - maxBytes);
  const { files, bytes: bytesFreed } = removed;
  return { files, bytesFreed, filesLeft, bytesLeft, bytesSpared, bytesOverLimit };
}

/** `used` stands for replaced, too; `gone` is a file that another process removed. */
async function removeUnlessUsed({ path, usedAt }: Candidate): Promise<'removed' | 'used' | 'gone'> {
  const found = await look(path);
  if (!found) return 'gone';
  if (usedAt !== damagedAge && found.usedAt !== usedAt) return 'used';
  await rm(path, { force: true });
  return 'removed';
}

async function look(path: string): Promise<{ bytes: number; usedAt: number } | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, usedAt: mtimeMs };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
