import { pipeline } from 'node:stream/promises';
import type { Exchange, ServerParts } from './server-parts.ts';
import { describeEntry, type EntryName, type EntryRecord } from './store/entry.ts';
import type { OpenEntry } from './store/entry-store.ts';
import { DamagedEntry, verifiedBody } from './store/verified-body.ts';

/** What an answer says of an entry beside its bytes. */
export function headersOf({ bytes, writer }: EntryRecord): Record<string, string> {
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
  { name, opened }: { name: EntryName; opened: OpenEntry },
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    ...headersOf(opened.record),
  });
  try {
    await pipeline(verifiedBody(opened.body, opened.record), response);
  } catch (error) {
    response.destroy();
    if (error instanceof DamagedEntry) {
      log(`set aside ${describeEntry(name)}: ${error.message}`);
      await store.setAside(name);
    } else if (!response.socket?.destroyed && !isClosed(error)) throw error;
  }
}

/** The client has gone before the end, which is its own affair. */
function isClosed(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
