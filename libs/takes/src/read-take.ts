import { type FileHandle, open } from 'node:fs/promises';
import type { TakeKey } from '@audiobook/model/digest';
import type { Take } from '@audiobook/model/take';
import { describeErrno, errnoOf } from './errno.ts';
import { decodeTakeFile, largestTakeFile } from './take-file.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * What lies under a key: `unreadable` says nothing of the file itself, such as a missing permission;
 * `newer` is a take in a format of a later version.
 */
export type TakeReading =
  | { state: 'sound'; take: Take; bytes: number }
  | { state: 'missing' }
  | { state: 'damaged'; reason: string }
  | { state: 'newer'; reason: string }
  | { state: 'unreadable'; reason: string };

/** Reads and verifies a take file; with `use` its time of last use is renewed, at most once a day. */
export async function readTake(
  path: string,
  key: TakeKey,
  { use }: { use: boolean },
): Promise<TakeReading> {
  try {
    const file = await open(path, 'r');
    try {
      return await readOpenTake(file, key, use);
    } finally {
      await file.close();
    }
  } catch (error) {
    return readingOf(error);
  }
}

async function readOpenTake(file: FileHandle, key: TakeKey, use: boolean): Promise<TakeReading> {
  const { size, mtimeMs } = await file.stat();
  if (size > largestTakeFile) return { state: 'damaged', reason: `it has ${size} bytes` };
  const decoded = decodeTakeFile(await readAll(file, size), key);
  if (!decoded.sound) {
    return { state: decoded.newer ? 'newer' : 'damaged', reason: decoded.reason };
  }
  if (use) await renewUse(file, mtimeMs);
  return { state: 'sound', take: decoded.take, bytes: size };
}

/** The bytes in a buffer of their own, so that 16-bit samples in it are aligned. */
async function readAll(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}

/** A store that can only be read has no times of use to keep. */
async function renewUse(file: FileHandle, lastUsed: number): Promise<void> {
  const now = new Date();
  if (Math.abs(now.getTime() - lastUsed) < day) return;
  await file.utimes(now, now).catch(() => undefined);
}

function readingOf(error: unknown): TakeReading {
  const code = errnoOf(error);
  if (code === undefined) throw error;
  if (code === 'ENOENT') return { state: 'missing' };
  return { state: code === 'EIO' ? 'damaged' : 'unreadable', reason: describeErrno(error) };
}
