import { rm, statfs } from 'node:fs/promises';
import { refuse } from './answer.ts';
import { describeBytes } from './describe-bytes.ts';
import { standing } from './find-entry.ts';
import { type Inspector, receiveUpload } from './receive-upload.ts';
import type { Exchange, ServerParts } from './server-parts.ts';
import { describeEntry, type EntryKind, type EntryName } from './store/entry.ts';
import type { Upload } from './store/entry-store.ts';
import type { Reservation } from './store-space.ts';
import { uploadLength } from './upload-length.ts';
import { whenGone } from './when-gone.ts';

/** How uploads of one kind are taken. */
export interface UploadRules {
  kind: EntryKind;
  /** The largest one, in bytes. */
  mostBytes: number;
  /** What is answered to one that is too large, has no room, is unsound, or would have to wait too long. */
  statuses: { tooLarge: number; full: number; unsound: number; busy: number };
  /** Looks at the bytes while they come. */
  inspector?: () => Inspector;
  /** Looks at the whole; returns what is wrong with it, or that there is no room to look at it now. */
  check?: (upload: Upload) => Promise<{ unsound: string } | { busy: string } | undefined>;
  /** Answers where the scope has that entry already, which stays. False where it turns out to be damaged, and is away now. */
  already: (name: EntryName) => Promise<boolean>;
  /** Answers where the upload is the entry now. */
  stored: (upload: Upload) => void;
}

/** How long an upload waits for its turn, in milliseconds. */
const turnMs = 60_000;

/** Takes an entry that a client sends, if the client may, there is room, and the entry is sound. */
export async function acceptUpload(
  exchange: Exchange,
  parts: ServerParts,
  id: string,
  rules: UploadRules,
): Promise<void> {
  const { request, access } = exchange;
  const { kind, statuses } = rules;
  const length = uploadLength(request.headers);
  if ('status' in length) return refuse(exchange, length.status, length.message);
  // From here on it has an end, and Nx reads an answer only when it has sent all.
  const toEnd = true;
  const { writer, writes } = access;
  if (writes === null) {
    return refuse(exchange, 403, `the token of ${writer} may only read`, { toEnd });
  }
  const { bytes } = length;
  if (bytes > rules.mostBytes) {
    const message = `it has ${describeBytes(bytes)}, and ${describeBytes(rules.mostBytes)} is the most`;
    return refuse(exchange, statuses.tooLarge, message, { toEnd });
  }
  const name = { kind, scope: writes, id };
  if ((await isThere(parts, name)) && (await rules.already(name))) return;
  const turn = await parts.turns.take(
    writer,
    AbortSignal.any([whenGone(exchange), AbortSignal.timeout(turnMs)]),
  );
  if (turn === undefined) {
    const message = 'too many uploads at a time: try again later';
    return refuse(exchange, statuses.busy, message, { toEnd });
  }
  try {
    await takeIn(exchange, parts, { name, bytes, rules });
  } finally {
    turn();
  }
}

interface Coming {
  name: EntryName;
  bytes: number;
  rules: UploadRules;
}

async function takeIn(exchange: Exchange, parts: ServerParts, coming: Coming): Promise<void> {
  const { name, bytes, rules } = coming;
  const { space, store, log } = parts;
  const refuseFull = () => {
    log(`no room for ${describeEntry(name)}, ${describeBytes(bytes)}`);
    refuse(exchange, rules.statuses.full, 'the store is full, and nothing in it may go yet', {
      toEnd: true,
    });
  };
  const room = await space.reserve(name.kind, bytes);
  if (room === undefined) return refuseFull();
  let kept: 'stored' | 'full' | 'not' = 'not';
  try {
    if ((await freeBytes(store.uploads)) < space.coming) return refuseFull();
    kept = await keep(exchange, parts, coming, room);
    if (kept === 'full') refuseFull();
  } catch (error) {
    if (!isFull(error)) throw error;
    refuseFull();
  } finally {
    room.settle(kept === 'stored');
  }
}

/** Receives it, looks at it, and gives it its name; `not` where it is not the entry, and that was answered. */
async function keep(
  exchange: Exchange,
  parts: ServerParts,
  coming: Coming,
  room: Reservation,
): Promise<'stored' | 'full' | 'not'> {
  const { name, bytes, rules } = coming;
  const { store, log } = parts;
  const { writer } = exchange.access;
  if (exchange.request.headers.expect !== undefined) exchange.response.writeContinue();
  const inspector = rules.inspector?.();
  const received = await receiveUpload(exchange.request, {
    folder: store.uploads,
    writer,
    bytes,
    inspector,
  });
  const unsound = (reason: string) => {
    log(`refused ${describeEntry(name)} from ${writer}: ${reason}`);
    refuse(exchange, rules.statuses.unsound, `it is refused: ${reason}`, { toEnd: true });
    return 'not' as const;
  };
  if (received === 'broken off') {
    log(`broken off: ${describeEntry(name)} from ${writer}`);
    exchange.request.destroy();
    return 'not' as const;
  }
  if ('refused' in received) return unsound(received.refused);
  const { upload } = received;
  try {
    const problem = await rules.check?.(upload);
    if (problem !== undefined && 'unsound' in problem) return unsound(problem.unsound);
    if (problem !== undefined) {
      refuse(exchange, rules.statuses.busy, problem.busy);
      return 'not' as const;
    }
    // It may have been revoked since the upload began.
    if (await store.isRevoked(writer)) {
      refuse(exchange, 401, `the tokens of ${writer} were revoked`);
      return 'not' as const;
    }
    if (!(await room.make())) return 'full';
    if ((await store.put(name, upload)) === 'taken') {
      const message = 'another one was damaged: send it again';
      if (!(await rules.already(name))) refuse(exchange, rules.statuses.busy, message);
      return 'not' as const;
    }
  } finally {
    await rm(upload.path, { force: true });
  }
  log(`stored ${describeEntry(name)} from ${writer}, ${describeBytes(bytes)}`);
  rules.stored(upload);
  return 'stored';
}

async function isThere(parts: ServerParts, name: EntryName): Promise<boolean> {
  const found = await parts.store.record(name);
  return found !== undefined && (await standing(parts, name, found));
}

/** What this user may still write on a disk, in bytes. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Whether an error says that a disk is full. */
function isFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
