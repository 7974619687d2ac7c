import { hash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { removeUnfinished } from '@audiobook/files/unfinished-file';
import { eachBounded } from '@audiobook/takes/each-bounded';
import { type Scope, scopeFolder, scopeOfFolder } from '../scope.ts';
import type { Writer } from '../writer.ts';
import { type EntryKind, type EntryName, EntryRecord, isEntryId } from './entry.ts';
import { headerBytes } from './entry-header.ts';
import {
  asideMs,
  type EntryStore,
  type ListedEntry,
  type OpenEntry,
  type Upload,
  useGrainMs,
} from './entry-store.ts';
import { S3Client, S3Error, type S3Place } from './s3-client.ts';
import { listObjects } from './s3-list.ts';

/** Calls at a time for one request. */
const atOnce = 16;
/** How long who is revoked is not asked again, in milliseconds. */
const revokedMs = 2_000;
/** Uses that this process remembers having noted. */
const mostNoted = 100_000;

/**
 * Entries in a bucket of an S3-compatible store, an object each: `<kind>/<scope>/<two characters>/<id>`, with its
 * record as metadata. The time of last use is the object's own, renewed by copying it onto itself; the store's
 * `If-None-Match: *` keeps the first one of a name.
 */
export class S3Store implements EntryStore {
  readonly place: string;
  readonly uploads: string;
  readonly #client: S3Client;
  readonly #noted = new Map<string, number>();
  #revoked: { keys: Promise<Set<string>>; askedAt: number } | undefined;

  constructor(options: S3Place & { uploads: string }) {
    const { uploads, ...place } = options;
    this.#client = new S3Client(place);
    this.uploads = uploads;
    this.place = `${place.endpoint.replace(/\/$/, '')}/${place.bucket}/${place.prefix}`;
  }

  /** Some stores take `If-None-Match` and don't know it: then nothing would be written once. */
  async prepare(): Promise<string | undefined> {
    await mkdir(this.uploads, { recursive: true, mode: 0o700 });
    const key = `probe/${randomBytes(8).toString('hex')}`;
    try {
      await this.#putOnce(key, { text: '' });
      const second = await this.#putOnce(key, { text: '' });
      return second === 'taken'
        ? undefined
        : 'it does not know If-None-Match, so that entries could be overwritten';
    } catch (error) {
      if (error instanceof S3Error) return error.message;
      throw error;
    } finally {
      await this.#client.ask({ method: 'DELETE', key }).catch(() => undefined);
    }
  }

  async put(name: EntryName, { path, record }: Upload): Promise<'stored' | 'taken'> {
    const body = { path, start: headerBytes, bytes: record.bytes, sha256: record.sha256 };
    return await this.#putOnce(keyOf(name), body, metadataOf(name, record));
  }

  async record(name: EntryName) {
    const answer = await this.#client.ask({ method: 'HEAD', key: keyOf(name) }, [404]);
    return answer.statusCode === 404 ? undefined : (recordOf(answer, name) ?? 'damaged');
  }

  async open(name: EntryName): Promise<OpenEntry | 'damaged' | undefined> {
    const body = await this.#client.call({ method: 'GET', key: keyOf(name) }, [404]);
    const record = body.statusCode === 404 ? undefined : recordOf(body, name);
    if (record !== undefined) return { record, body };
    body.destroy();
    return body.statusCode === 404 ? undefined : 'damaged';
  }

  async which(kind: EntryKind, scope: Scope, ids: ReadonlySet<string>): Promise<Set<string>> {
    const found = new Set<string>();
    const beginnings = new Set([...ids].map((id) => id.slice(0, 2)));
    await eachBounded(beginnings, atOnce, async (beginning) => {
      const begins = `${kind}/${scopeFolder(scope)}/${beginning}/`;
      for await (const { key, modifiedAt } of listObjects(this.#client, begins)) {
        const id = key.slice(begins.length);
        if (!ids.has(id)) continue;
        found.add(id);
        this.#note(key, modifiedAt);
      }
    });
    return found;
  }

  async use(names: readonly EntryName[]): Promise<void> {
    await eachBounded(names, atOnce, async (name) => {
      const key = keyOf(name);
      if (Date.now() - (this.#noted.get(key) ?? 0) < useGrainMs) return;
      const answer = await this.#client.ask({ method: 'HEAD', key }, [404]);
      const record = answer.statusCode === 404 ? undefined : recordOf(answer, name);
      if (record === undefined) return;
      const modifiedAt = Date.parse(answer.headers['last-modified'] ?? '');
      if (Date.now() - modifiedAt < useGrainMs) return this.#note(key, modifiedAt);
      await this.#copy(key, key, {
        ...metadataOf(name, record),
        'x-amz-metadata-directive': 'REPLACE',
      });
      this.#note(key, Date.now());
    });
  }

  async *list(kind: EntryKind): AsyncGenerator<ListedEntry> {
    for await (const { key, bytes, modifiedAt } of listObjects(this.#client, `${kind}/`)) {
      const [, folder = '', , id = ''] = key.split('/');
      const scope = scopeOfFolder(folder);
      if (scope === undefined || !isEntryId(kind, id)) continue;
      yield { name: { kind, scope, id }, bytes, usedAt: modifiedAt };
    }
  }

  async remove(name: EntryName): Promise<void> {
    await this.#client.ask({ method: 'DELETE', key: keyOf(name) }, [404]);
  }

  async setAside(name: EntryName): Promise<void> {
    const key = keyOf(name);
    const moved = await this.#copy(key, `damaged/${name.id}.${randomBytes(4).toString('hex')}`);
    if (moved) await this.remove(name);
  }

  async revoke(writer: Writer): Promise<void> {
    const text = `${JSON.stringify({ writer, revokedAt: new Date().toISOString() })}\n`;
    await this.#client.ask({ method: 'PUT', key: revocationOf(writer), body: { text } });
    this.#revoked = undefined;
  }

  async isRevoked(writer: Writer): Promise<boolean> {
    if (this.#revoked === undefined || Date.now() - this.#revoked.askedAt > revokedMs) {
      const keys = this.#listRevoked();
      const asked = { keys, askedAt: Date.now() };
      this.#revoked = asked;
      keys.catch(() => {
        if (this.#revoked === asked) this.#revoked = undefined;
      });
    }
    return (await this.#revoked.keys).has(revocationOf(writer));
  }

  async sweep(): Promise<void> {
    await removeUnfinished(this.uploads);
    for await (const { key, modifiedAt } of listObjects(this.#client, 'damaged/')) {
      if (Date.now() - modifiedAt > asideMs)
        await this.#client.ask({ method: 'DELETE', key }, [404]);
    }
  }

  async #putOnce(
    key: string,
    body: NonNullable<Parameters<S3Client['ask']>[0]['body']>,
    headers: Record<string, string> = {},
  ): Promise<'stored' | 'taken'> {
    const call = {
      method: 'PUT' as const,
      key,
      body,
      headers: { ...headers, 'if-none-match': '*' },
    };
    const answer = await this.#client.ask(call, [412]);
    return answer.statusCode === 412 ? 'taken' : 'stored';
  }

  /** False where there is nothing to copy. */
  async #copy(from: string, to: string, headers: Record<string, string> = {}): Promise<boolean> {
    const { bucket, prefix } = this.#client.place;
    const source = { 'x-amz-copy-source': `/${bucket}/${prefix}${from}` };
    const answer = await this.#client.ask(
      { method: 'PUT', key: to, headers: { ...headers, ...source } },
      [404],
    );
    return answer.statusCode !== 404;
  }

  async #listRevoked(): Promise<Set<string>> {
    const keys = new Set<string>();
    for await (const { key } of listObjects(this.#client, 'revoked/')) keys.add(key);
    return keys;
  }

  #note(key: string, usedAt: number): void {
    if (this.#noted.size >= mostNoted) this.#noted.clear();
    this.#noted.set(key, usedAt);
  }
}

function keyOf({ kind, scope, id }: EntryName): string {
  return `${kind}/${scopeFolder(scope)}/${id.slice(0, 2)}/${id}`;
}

function revocationOf(writer: Writer): string {
  return `revoked/${hash('sha256', writer)}`;
}

/** Values of metadata are ASCII. */
function metadataOf(name: EntryName, record: EntryRecord): Record<string, string> {
  return {
    'x-amz-meta-entry': keyOf(name),
    'x-amz-meta-writer': encodeURIComponent(record.writer),
    'x-amz-meta-sha256': record.sha256,
    'x-amz-meta-stored-at': record.storedAt,
  };
}

function recordOf({ headers }: IncomingMessage, name: EntryName): EntryRecord | undefined {
  if (headers['x-amz-meta-entry'] !== keyOf(name)) return undefined;
  try {
    return EntryRecord.safeParse({
      writer: decodeURIComponent(String(headers['x-amz-meta-writer'])),
      bytes: Number(headers['content-length']),
      sha256: headers['x-amz-meta-sha256'],
      storedAt: headers['x-amz-meta-stored-at'],
    }).data;
  } catch {
    return undefined;
  }
}
