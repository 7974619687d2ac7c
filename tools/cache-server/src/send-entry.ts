import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { FoundEntry } from './find-entry.ts';
import type { Exchange, ServerParts } from './server-parts.ts';
import { describeEntry, type EntryRecord } from './store/entry.ts';
import { DamagedEntry, verifiedBody } from './store/verified-body.ts';

const sliceBytes = 65_536;

/** What an answer says of an entry beside its bytes. */
function headersOf({ bytes, writer }: EntryRecord): Record<string, string> {
  return {
    'content-length': String(bytes),
    'x-audiobook-writer': encodeURIComponent(writer),
    'cache-control': 'private, no-transform',
  };
}

/** Sends an entry, checked on the way: one that is damaged breaks off before its end, and is set aside. */
export async function sendEntry(
  { response }: Exchange,
  { store, log }: ServerParts,
  { name, opened }: FoundEntry,
  type: string,
): Promise<void> {
  response.writeHead(200, { 'content-type': type, ...headersOf(opened.record) });
  try {
    await sendSlowly(verifiedBody(opened.body, opened.record), response);
  } catch (error) {
    if (!(error instanceof DamagedEntry)) throw error;
    log(`set aside ${describeEntry(name)}: ${error.message}`);
    await store.setAside(name);
  }
}

/** Sends an entry that is in memory, and was checked. */
export async function sendBytes(
  { response }: Exchange,
  { record, bytes }: { record: EntryRecord; bytes: Buffer },
  type: string,
): Promise<void> {
  response.writeHead(200, { 'content-type': type, ...headersOf(record) });
  await sendSlowly([bytes], response);
}

/** Sends no faster than the client reads, and in slices, so that it is seen how fast that is. */
async function sendSlowly(
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
  response: ServerResponse,
): Promise<void> {
  try {
    await pipeline(slicesOf(pieces), response);
  } catch (error) {
    response.destroy();
    if (!isClosed(error)) throw error;
  }
}

async function* slicesOf(pieces: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += sliceBytes) yield piece.subarray(at, at + sliceBytes);
  }
}

/** The client has gone before the end, which is its own affair. */
function isClosed(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EPIPE'].includes(
    code ?? '',
  );
}
