import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { TakeKey } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import type { Take } from '@audiobook/model/take';
import { expectingStoreFailures } from './store-failure.ts';
import { encodeTakeFile } from './take-file.ts';
import type { TakeStore } from './take-store.ts';
import { tarBlock, tarHeader, tarPadding } from './tar-header.ts';
import { temporaryName } from './temporary-file.ts';

export interface ExportReport {
  takes: number;
  /** Size of the archive, in bytes. */
  bytes: number;
  /** Keys that the store holds no sound take for, in the order asked. */
  missing: TakeKey[];
}

export interface TransferOptions {
  /** Told the number of takes after each one. */
  onProgress?: (takes: number) => void;
  signal?: AbortSignal;
}

const endOfArchive = Buffer.alloc(2 * tarBlock);

/**
 * Writes takes to one file: a plain tar of WAVE files, which any tar lists and unpacks.
 *
 * The file appears when it is whole. Only one take at a time is in memory. The same takes make the
 * same file, byte for byte.
 */
export async function exportTakes(
  store: Pick<TakeStore, 'get'>,
  keys: Iterable<TakeKey>,
  toFile: string,
  options: TransferOptions = {},
): Promise<Result<ExportReport>> {
  const target = resolve(toFile);
  const temporary = join(dirname(target), `.${temporaryName(basename(target))}`);
  const doing = 'exporting takes';
  const remedy = 'Name a file in an existing folder that you may write to and that has space.';
  const expected = { doing, file: target, remedy, signal: options.signal };
  return await expectingStoreFailures(expected, async () => {
    try {
      const report = await writeArchive(store, new Set(keys), temporary, options);
      await rename(temporary, target);
      return ok(report);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

async function writeArchive(
  store: Pick<TakeStore, 'get'>,
  keys: ReadonlySet<TakeKey>,
  path: string,
  { onProgress, signal }: TransferOptions,
): Promise<ExportReport> {
  const file = await open(path, 'wx', 0o600);
  try {
    const report: ExportReport = { takes: 0, bytes: endOfArchive.length, missing: [] };
    for (const key of keys) {
      signal?.throwIfAborted();
      const take = await store.get(key);
      if (!take) {
        report.missing.push(key);
        continue;
      }
      const entry = entryOf(take);
      await file.writeFile(entry);
      report.takes += 1;
      report.bytes += entry.length;
      onProgress?.(report.takes);
    }
    await file.writeFile(endOfArchive);
    await file.datasync();
    return report;
  } finally {
    await file.close();
  }
}

/** Dated by when the take was spoken, so that the archive doesn't depend on when it was made. */
function entryOf(take: Take): Buffer {
  const body = encodeTakeFile(take);
  const name = `${take.key.slice(0, 2)}/${take.key}.wav`;
  const modified = new Date(take.provenance.spokenAt);
  const header = tarHeader({ name, size: body.length, modified });
  return Buffer.concat([header, body, Buffer.alloc(tarPadding(body.length))]);
}
