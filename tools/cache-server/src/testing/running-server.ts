import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { CacheServer } from '../cache-server.ts';
import { Scope } from '../scope.ts';
import { Limits } from '../settings.ts';
import type { EntryStore } from '../store/entry-store.ts';
import { FolderStore } from '../store/folder-store.ts';
import { Access, makeToken } from '../token.ts';

type Answer = { status: number; text: string; bytes: Buffer; headers: Headers };

/** A cache server in this process, over real HTTP, with a folder of its own. */
export class RunningServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'cache-server-'));
  readonly store: EntryStore;
  readonly key = randomBytes(32);
  readonly lines: string[] = [];
  url = '';
  readonly #server: CacheServer;

  constructor(limits: Partial<Limits> = {}, store?: (folder: string) => EntryStore) {
    this.store = store?.(this.folder) ?? new FolderStore(this.folder);
    this.#server = new CacheServer({
      ...{ store: this.store, key: this.key, limits: Limits.parse(limits) },
      log: (line) => void this.lines.push(line),
    });
  }

  static async start(
    ...options: ConstructorParameters<typeof RunningServer>
  ): Promise<RunningServer> {
    const server = new RunningServer(...options);
    const started = await server.#server.start('127.0.0.1', 0);
    if (!started.ok) throw new Error(describeFailure(started.failure));
    server.url = started.value;
    return server;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** A token for a writer of a scope, which reads others besides. */
  token(writer: string, writes: string | null, reads: string[] = [], seconds = 60): string {
    const all = [...(writes === null ? [] : [writes]), ...reads].map((scope) => Scope.parse(scope));
    const expires = Math.floor(Date.now() / 1_000) + seconds;
    return makeToken(Access.parse({ writer, reads: all, writes, expires }), this.key);
  }

  async ask(
    token: string | undefined,
    method: string,
    path: string,
    body?: Buffer | string,
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, text: bytes.toString(), bytes, headers: response.headers };
  }

  async remove(): Promise<void> {
    await this.#server.end();
    rmSync(this.folder, { recursive: true });
  }
}
