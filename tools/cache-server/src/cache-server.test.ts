import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CacheServer } from './cache-server.ts';
import { Limits } from './settings.ts';
import type { EntryKind } from './store/entry.ts';
import type { ListedEntry } from './store/entry-store.ts';
import { FolderStore } from './store/folder-store.ts';

/** A folder that takes its time to be listed. */
class SlowStore extends FolderStore {
  readonly asked = Promise.withResolvers<void>();
  readonly goOn = Promise.withResolvers<void>();

  override async *list(kind: EntryKind): AsyncGenerator<ListedEntry> {
    this.asked.resolve();
    await this.goOn.promise;
    yield* super.list(kind);
  }
}

test('a server that is told to end while it counts never serves', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cache-server-'));
  const store = new SlowStore(folder);
  const limits = Limits.parse({});
  const server = new CacheServer({ store, key: randomBytes(32), limits, log: () => undefined });
  const port = await freePort();
  const started = server.start('127.0.0.1', port);
  await store.asked.promise;
  const ended = server.end();
  store.goOn.resolve();
  expect(await started).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  await ended;
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  holder.close();
  await once(holder, 'close');
  return port;
}
