import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { unfinishedPath } from '@audiobook/files/unfinished-file';
import { headerBytes } from './store/entry-header.ts';
import type { Upload } from './store/entry-store.ts';
import type { Writer } from './writer.ts';

/** What looks at an upload while it comes in, and may find something wrong with it. */
export interface Inspector {
  write(piece: Buffer): Promise<string | undefined>;
  end(): Promise<string | undefined>;
  stop(): void;
}

/** An upload, what was wrong with it, or `broken off` where it did not come whole. */
export type Received = { upload: Upload } | { refused: string } | 'broken off';

/**
 * Writes a request's body to a file of its own while it comes in, no faster than the disk takes it. Leaves no file
 * unless it returns an upload; what a killed server leaves is known by its name. Rejects where the disk fails.
 */
export async function receiveUpload(
  request: IncomingMessage,
  {
    folder,
    writer,
    bytes,
    inspector,
  }: { folder: string; writer: Writer; bytes: number; inspector?: Inspector | undefined },
): Promise<Received> {
  const path = unfinishedPath(join(folder, 'upload'));
  const file = await open(path, 'wx', 0o600);
  let kept = false;
  try {
    const received = await receive(request, file, inspector);
    if (typeof received !== 'object' || 'refused' in received) return received;
    if (received.bytes !== bytes) return 'broken off';
    kept = true;
    return {
      upload: { path, record: { writer, ...received, storedAt: new Date().toISOString() } },
    };
  } finally {
    inspector?.stop();
    await file.close();
    if (!kept) await rm(path, { force: true });
  }
}

type Sum = { bytes: number; sha256: string };

async function receive(
  request: IncomingMessage,
  file: FileHandle,
  inspector: Inspector | undefined,
): Promise<Sum | { refused: string } | 'broken off'> {
  const pieces = request.iterator({ destroyOnReturn: false });
  try {
    return await receivePieces(pieces, file, inspector);
  } finally {
    // Whoever answers may read on then, and throw the rest away.
    await pieces.return?.();
  }
}

async function receivePieces(
  pieces: AsyncIterator<Buffer>,
  file: FileHandle,
  inspector: Inspector | undefined,
): Promise<Sum | { refused: string } | 'broken off'> {
  const sum = createHash('sha256');
  let bytes = 0;
  for (;;) {
    const next = await nextOf(pieces);
    if (next === 'broken off') return next;
    if (next === undefined) break;
    const writing = writeAt(file, next, headerBytes + bytes);
    const inspecting = inspector?.write(next);
    sum.update(next);
    bytes += next.length;
    const [refused] = await Promise.all([inspecting, writing]);
    if (refused !== undefined) return { refused };
  }
  const refused = await inspector?.end();
  return refused === undefined ? { bytes, sha256: sum.digest('hex') } : { refused };
}

/** The next piece of a body; its errors are the client's, or of the connection to it. */
async function nextOf(pieces: AsyncIterator<Buffer>): Promise<Buffer | undefined | 'broken off'> {
  try {
    const { value, done } = await pieces.next();
    return done ? undefined : value;
  } catch {
    return 'broken off';
  }
}

async function writeAt(file: FileHandle, piece: Buffer, at: number): Promise<void> {
  for (let written = 0; written < piece.length; ) {
    const { bytesWritten } = await file.write(piece, written, piece.length - written, at + written);
    written += bytesWritten;
  }
}
