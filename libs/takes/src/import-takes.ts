import { type FileHandle, open } from 'node:fs/promises';
import { TakeKey } from '@audiobook/model/digest';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { TransferOptions } from './export-takes.ts';
import { expectingStoreFailures } from './store-failure.ts';
import { decodeTakeFile, largestTakeFile } from './take-file.ts';
import type { TakeStore } from './take-store.ts';
import { readTarHeader, type TarEntry, tarBlock, tarPadding } from './tar-header.ts';

export interface ImportReport {
  /** Takes that are new in the store. */
  added: number;
  /** Takes that the store had already, which it keeps. */
  already: number;
  /** Names of entries that are no takes; nothing was read from them. */
  refused: string[];
  /** Takes that are damaged, and how; they were passed over. */
  damaged: { name: string; reason: string }[];
  /** Why the archive could not be read to its end; what came before is kept. */
  cutShort: string | undefined;
}

/**
 * Reads takes from a file that `exportTakes` wrote, or any plain tar of a store's folder.
 *
 * Every take is verified first. Names in the archive choose no path: an entry must be called
 * `<two hex digits>/<key>.wav` and hold the take of that key. Only one take at a time is in memory.
 * Fails when the archive can't be opened or the store can't keep a take.
 */
export async function importTakes(
  store: Pick<TakeStore, 'get' | 'put'>,
  fromFile: string,
  options: TransferOptions = {},
): Promise<Result<ImportReport>> {
  const expected = { doing, file: fromFile, remedy, signal: options.signal };
  return await expectingStoreFailures(expected, async () => {
    const archive = await open(fromFile, 'r');
    try {
      return await readArchive({ store, archive, fromFile, options });
    } finally {
      await archive.close();
    }
  });
}

const doing = 'importing takes';
const remedy = 'Name a file that `takes:export` wrote.';

async function readArchive({
  store,
  archive,
  fromFile,
  options: { onProgress, signal },
}: {
  store: Pick<TakeStore, 'get' | 'put'>;
  archive: FileHandle;
  fromFile: string;
  options: TransferOptions;
}): Promise<Result<ImportReport>> {
  const report: ImportReport = {
    added: 0,
    already: 0,
    refused: [],
    damaged: [],
    cutShort: undefined,
  };
  for (let at = 0; ; ) {
    signal?.throwIfAborted();
    const entry = await entryAt(archive, at);
    if (entry === 'end') return ok(report);
    if (entry === 'broken' && at === 0) return fail(notAnArchive(fromFile));
    if (entry === 'broken' || entry === 'short') {
      return ok({ ...report, cutShort: await describeStop(archive, entry, at) });
    }
    const kept = await keepEntry({ store, archive, entry, bodyAt: at + tarBlock, report });
    if (!kept.ok) return kept;
    onProgress?.(report.added + report.already);
    at += tarBlock + entry.size + tarPadding(entry.size);
  }
}

async function entryAt(archive: FileHandle, at: number): Promise<ReturnType<typeof readTarHeader>> {
  return readTarHeader(await readBytes(archive, at, tarBlock));
}

async function describeStop(archive: FileHandle, entry: 'broken' | 'short', at: number) {
  if (entry === 'broken') return `there is no entry of a tar archive at byte ${at}`;
  const { size } = await archive.stat();
  return `it ends at byte ${size}, before its last entry`;
}

function notAnArchive(file: string): Failure {
  return { kind: 'bad-file', doing, file, found: 'not a tar archive', remedy };
}

async function keepEntry({
  store,
  archive,
  entry,
  bodyAt,
  report,
}: {
  store: Pick<TakeStore, 'get' | 'put'>;
  archive: FileHandle;
  entry: TarEntry;
  bodyAt: number;
  report: ImportReport;
}): Promise<Result<undefined>> {
  const { name, size, kind } = entry;
  if (kind === 'folder' || kind === 'extension') return ok();
  const key = keyOf(name);
  if (kind !== 'file' || key === undefined || size > largestTakeFile) {
    report.refused.push(name);
    return ok();
  }
  const decoded = decodeTakeFile(await readBytes(archive, bodyAt, size), key);
  if (!decoded.sound) {
    report.damaged.push({ name, reason: decoded.reason });
    return ok();
  }
  if (await store.get(key)) {
    report.already += 1;
    return ok();
  }
  const put = await store.put(decoded.take);
  if (!put.ok) return put;
  report.added += 1;
  return ok();
}

/** The key that an entry's name stands for; undefined for every name that a store doesn't use. */
function keyOf(name: string): TakeKey | undefined {
  const [, shard = '', hex = ''] = /^(?:\.\/)?([0-9a-f]{2})\/([0-9a-f]{64})\.wav$/.exec(name) ?? [];
  const key = TakeKey.safeParse(hex);
  return key.success && hex.startsWith(shard) ? key.data : undefined;
}

/** The bytes at an offset; fewer where the file ends. */
async function readBytes(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let got = 0; got < length; ) {
    const { bytesRead } = await file.read(bytes, got, length - got, at + got);
    if (bytesRead === 0) return bytes.subarray(0, got);
    got += bytesRead;
  }
  return bytes;
}
