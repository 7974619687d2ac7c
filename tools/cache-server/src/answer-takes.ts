import { open } from 'node:fs/promises';
import { TakeKey } from '@audiobook/model/digest';
import { largestTakeFile } from '@audiobook/takes/take-file';
import { z } from 'zod';
import { acceptUpload, type UploadRules } from './accept-upload.ts';
import { answerJson, refuse } from './answer.ts';
import { checkTake } from './check-take.ts';
import { findEntry } from './find-entry.ts';
import { headersOf } from './send-entry.ts';
import type { Exchange, ServerParts } from './server-parts.ts';
import { describeEntry, type EntryName } from './store/entry.ts';
import { headerBytes } from './store/entry-header.ts';
import type { OpenEntry } from './store/entry-store.ts';
import { DamagedEntry, verifiedBody } from './store/verified-body.ts';

const Wanted = z.strictObject({ keys: z.array(TakeKey).max(10_000) });

/** What 10,000 keys come to, and white space between them, in bytes. */
const longestQuestion = 2 ** 20;

/** Which of these takes the token can read; they count as used. */
export async function whichTakes(exchange: Exchange, parts: ServerParts): Promise<void> {
  const { access, response } = exchange;
  const body = await readText(exchange);
  if (body === undefined) return;
  const wanted = Wanted.safeParse(parseJson(body));
  if (!wanted.success) {
    return refuse(
      exchange,
      400,
      'the body has to be {"keys": […]} with at most 10,000 keys of 64 hex digits',
    );
  }
  const found = new Set<TakeKey>();
  for (const scope of access.reads) {
    const missing = new Set(wanted.data.keys.filter((key) => !found.has(key)));
    const ids = [...(await parts.store.which('takes', scope, missing))] as TakeKey[];
    if (parts.space.isLimited('takes')) {
      await parts.store.use(ids.map((id) => ({ kind: 'takes', scope, id })));
    }
    for (const id of ids) found.add(id);
  }
  answerJson(response, 200, { keys: [...found], writable: access.writes !== null });
}

/** A take's file, decoded again: one that is damaged, or can't be what it says, counts as missing. */
export async function getTake(exchange: Exchange, parts: ServerParts, key: TakeKey): Promise<void> {
  const found = await findEntry(parts, exchange.access, 'takes', key);
  const file = found && (await soundFile(parts, found, key));
  if (found === undefined || file === undefined)
    return refuse(exchange, 404, 'there is no such take');
  exchange.response.once('close', file.done);
  if (exchange.response.destroyed) file.done();
  if (parts.space.isLimited('takes')) await parts.store.use([found.name]);
  exchange.response.writeHead(200, {
    'content-type': 'audio/wav',
    ...headersOf(found.opened.record),
  });
  exchange.response.end(file.bytes);
}

/** Answers 201 for a take that is new in its scope, else 200; both say the digest of the one that is kept. */
export async function putTake(exchange: Exchange, parts: ServerParts, key: TakeKey): Promise<void> {
  let digest: string | undefined;
  const rules: UploadRules = {
    kind: 'takes',
    mostBytes: largestTakeFile,
    statuses: { tooLarge: 413, full: 507, unsound: 400, busy: 503 },
    async check({ path, record }) {
      const done = await parts.memory.take(record.bytes);
      try {
        const checked = checkTake(await readBehindHeader(path, record.bytes), key);
        if (!checked.sound) return checked.reason;
        digest = checked.take.digest;
        return undefined;
      } finally {
        done?.();
      }
    },
    already: (name) => answerKept(exchange, parts, name, key),
    stored: () => answerJson(exchange.response, 201, { digest }),
  };
  await acceptUpload(exchange, parts, key, rules);
}

async function answerKept(
  exchange: Exchange,
  parts: ServerParts,
  name: EntryName,
  key: TakeKey,
): Promise<boolean> {
  const opened = await parts.store.open(name);
  const file =
    opened === undefined || opened === 'damaged'
      ? undefined
      : await soundFile(parts, { name, opened }, key);
  if (file === undefined) return false;
  file.done();
  exchange.request.resume();
  answerJson(exchange.response, 200, { digest: file.digest });
  return true;
}

/** Reads and decodes a take; `done` gives its memory back. Undefined, and set aside, where it is unsound. */
async function soundFile(
  { store, memory, log }: ServerParts,
  { name, opened }: { name: EntryName; opened: OpenEntry },
  key: TakeKey,
): Promise<{ bytes: Buffer; digest: string; done: () => void } | undefined> {
  const done = (await memory.take(opened.record.bytes)) as () => void;
  let kept = false;
  try {
    const read = await readTake(opened, key);
    kept = read.sound;
    if (read.sound) return { ...read, done };
    // One of a newer version's format is sound, only not for this server.
    if (read.newer) log(`left ${describeEntry(name)} alone: ${read.reason}`);
    else {
      log(`set aside ${describeEntry(name)}: ${read.reason}`);
      await store.setAside(name);
    }
    return undefined;
  } finally {
    if (!kept) done();
  }
}

async function readTake({ record, body }: OpenEntry, key: TakeKey) {
  try {
    const bytes = Buffer.concat(await Array.fromAsync(verifiedBody(body, record)));
    const checked = checkTake(bytes, key);
    return checked.sound ? { sound: true as const, bytes, digest: checked.take.digest } : checked;
  } catch (error) {
    if (!(error instanceof DamagedEntry)) throw error;
    return { sound: false as const, newer: false, reason: error.message };
  }
}

async function readBehindHeader(path: string, bytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const content = new Uint8Array(bytes);
    for (let at = 0; at < bytes; ) {
      const { bytesRead } = await file.read(content, at, bytes - at, headerBytes + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return content;
  } finally {
    await file.close();
  }
}

/** A small body as text; undefined where it was refused, or the client has gone. */
async function readText(exchange: Exchange): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of exchange.request.iterator({ destroyOnReturn: false })) {
      bytes += piece.length;
      if (bytes > longestQuestion) {
        refuse(exchange, 413, 'the body is longer than 10,000 keys');
        return undefined;
      }
      pieces.push(piece);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
