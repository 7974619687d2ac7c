import { open } from 'node:fs/promises';
import { TakeKey } from '@audiobook/model/digest';
import { largestTakeFile } from '@audiobook/takes/take-file';
import { z } from 'zod';
import { acceptUpload, type UploadRules } from './accept-upload.ts';
import { answerJson, refuse } from './answer.ts';
import { checkTake } from './check-take.ts';
import { type FoundEntry, findEntries } from './find-entry.ts';
import { sendBytes, sendEntry } from './send-entry.ts';
import type { Exchange, ServerParts } from './server-parts.ts';
import { describeEntry, type EntryName } from './store/entry.ts';
import { headerBytes } from './store/entry-header.ts';
import type { OpenEntry } from './store/entry-store.ts';
import { DamagedEntry, verifiedBody } from './store/verified-body.ts';
import { whenGone } from './when-gone.ts';

const Wanted = z.strictObject({ keys: z.array(TakeKey).max(10_000) });

/** What 10,000 keys come to, and white space between them, in bytes. */
const longestQuestion = 2 ** 20;

/** How long a take waits until there is memory to look at it, in milliseconds. */
const patienceMs = 60_000;
const tooMany = 'too many takes at a time: try again later';

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

/**
 * A take's file, decoded again: one that is damaged, or can't be what it says, counts as missing. A newer version's is
 * sent as it is, to whoever knows it.
 */
export async function getTake(exchange: Exchange, parts: ServerParts, key: TakeKey): Promise<void> {
  for await (const found of findEntries(parts, exchange.access, 'takes', key)) {
    const file = await soundFile(exchange, parts, found, key);
    if (file === 'busy') return refuse(exchange, 503, tooMany);
    if (file === undefined) continue;
    if (parts.space.isLimited('takes')) await parts.store.use([found.name]);
    return await sendTake(exchange, parts, found, file.bytes);
  }
  refuse(exchange, 404, 'there is no such take');
}

/** From memory where that may hold it until a slow client has read it, else from the store once more. */
async function sendTake(
  exchange: Exchange,
  parts: ServerParts,
  { name, opened }: FoundEntry,
  bytes: Buffer,
): Promise<void> {
  const type = 'audio/wav';
  const done = await parts.sending.take(bytes.length, AbortSignal.abort());
  if (done !== undefined) {
    try {
      return await sendBytes(exchange, { record: opened.record, bytes }, type);
    } finally {
      done();
    }
  }
  const again = await parts.store.open(name);
  if (again === undefined || again === 'damaged' || again.record.sha256 !== opened.record.sha256) {
    if (again !== undefined && again !== 'damaged') again.body.destroy();
    return refuse(exchange, 404, 'there is no such take');
  }
  await sendEntry(exchange, parts, { name, opened: again }, type);
}

/** Answers 201 for a take that is new in its scope, else 200; both say the digest of the one that is kept. */
export async function putTake(exchange: Exchange, parts: ServerParts, key: TakeKey): Promise<void> {
  let digest: string | undefined;
  const rules: UploadRules = {
    kind: 'takes',
    mostBytes: largestTakeFile,
    statuses: { tooLarge: 413, full: 507, unsound: 400, busy: 503 },
    async check({ path, record }) {
      const done = await parts.memory.take(record.bytes, patienceOf(exchange));
      if (done === undefined) return { busy: tooMany };
      try {
        const checked = checkTake(await readBehindHeader(path, record.bytes), key);
        if (!checked.sound) return { unsound: checked.reason };
        digest = checked.take.digest;
        return undefined;
      } finally {
        done();
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
      : await soundFile(exchange, parts, { name, opened }, key);
  if (file === undefined) return false;
  if (file === 'busy') refuse(exchange, 503, tooMany, { toEnd: true });
  else {
    exchange.request.resume();
    answerJson(exchange.response, 200, { digest: file.digest });
  }
  return true;
}

/**
 * Reads and decodes a take. Undefined, and set aside, where it is unsound; `busy` where too many others are being
 * looked at. One of a newer version's format is sound, but its digest is not known.
 */
async function soundFile(
  exchange: Exchange,
  { store, memory, log }: ServerParts,
  { name, opened }: FoundEntry,
  key: TakeKey,
): Promise<{ bytes: Buffer; digest?: string } | 'busy' | undefined> {
  const done = await memory.take(opened.record.bytes, patienceOf(exchange));
  if (done === undefined) {
    opened.body.destroy();
    return 'busy';
  }
  try {
    const read = await readTake(opened, key);
    if (!('damage' in read)) return read;
    log(`set aside ${describeEntry(name)}: ${read.damage}`);
    await store.setAside(name);
    return undefined;
  } finally {
    done();
  }
}

async function readTake(
  { record, body }: OpenEntry,
  key: TakeKey,
): Promise<{ bytes: Buffer; digest?: string } | { damage: string }> {
  try {
    const bytes = Buffer.concat(await Array.fromAsync(verifiedBody(body, record)));
    const checked = checkTake(bytes, key);
    if (checked.sound) return { bytes, digest: checked.take.digest };
    return checked.newer ? { bytes } : { damage: checked.reason };
  } catch (error) {
    if (!(error instanceof DamagedEntry)) throw error;
    return { damage: error.message };
  }
}

/** Until the client goes, or has waited too long. */
function patienceOf(exchange: Exchange): AbortSignal {
  return AbortSignal.any([whenGone(exchange), AbortSignal.timeout(patienceMs)]);
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
