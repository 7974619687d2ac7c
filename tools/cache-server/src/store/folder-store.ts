import { hash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { removeUnfinished, unfinishedPath } from '@audiobook/files/unfinished-file';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { eachBounded } from '@audiobook/takes/each-bounded';
import { errnoOf } from '@audiobook/takes/errno';
import { placeFirst } from '@audiobook/takes/place-first';
import { type Scope, scopeFolder, scopeOfFolder } from '../scope.ts';
import type { Writer } from '../writer.ts';
import { type EntryKind, type EntryName, isEntryId } from './entry.ts';
import { entryHeader, headerBytes, readEntryHeader } from './entry-header.ts';
import {
  asideMs,
  type EntryStore,
  type ListedEntry,
  type OpenEntry,
  type Upload,
  useGrainMs,
} from './entry-store.ts';

/** Files at a time. */
const atOnce = 16;
/** What is read at once, in bytes. */
const largestPiece = 2 ** 18;

/**
 * Entries in a folder, a file each: `<kind>/<scope>/<two characters>/<id>`. The time of last use is the
 * file's own time; a link(2) gives an entry its name, so that of several writers the first one wins.
 */
export class FolderStore implements EntryStore {
  readonly place: string;
  readonly uploads: string;
  readonly #aside: string;
  readonly #revoked: string;

  constructor(folder: string) {
    this.place = folder;
    this.uploads = join(folder, 'uploads');
    this.#aside = join(folder, 'damaged');
    this.#revoked = join(folder, 'revoked');
  }

  async prepare(): Promise<undefined> {
    for (const folder of [this.place, this.uploads, this.#aside, this.#revoked]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
  }

  async put(name: EntryName, { path, record }: Upload): Promise<'stored' | 'taken'> {
    const file = await open(path, 'r+');
    try {
      await file.write(entryHeader(name, record), 0, headerBytes, 0);
      // Linked before it is on the disk, it could be empty after a power cut.
      await file.datasync();
    } finally {
      await file.close();
    }
    return (await placeFirst(path, this.#fileOf(name))) === 'placed' ? 'stored' : 'taken';
  }

  async record(name: EntryName) {
    const opened = await this.#openFile(name);
    await opened?.file.close();
    return opened?.record;
  }

  async open(name: EntryName): Promise<OpenEntry | 'damaged' | undefined> {
    const opened = await this.#openFile(name);
    if (opened === undefined) return undefined;
    const { file, record } = opened;
    if (record === 'damaged') {
      await file.close();
      return record;
    }
    // A thousand small ones are read at a time; each piece has memory of its own.
    const highWaterMark = Math.max(1, Math.min(record.bytes, largestPiece));
    const body = file.createReadStream({ start: headerBytes, highWaterMark });
    return { record, body };
  }

  async which(kind: EntryKind, scope: Scope, ids: ReadonlySet<string>): Promise<Set<string>> {
    const found = new Set<string>();
    const beginnings = new Set([...ids].map(firstTwo));
    await eachBounded(beginnings, atOnce, async (beginning) => {
      for (const id of await namesIn(join(this.place, kind, scopeFolder(scope), beginning))) {
        if (ids.has(id)) found.add(id);
      }
    });
    return found;
  }

  async use(names: readonly EntryName[]): Promise<void> {
    await eachBounded(names, atOnce, async (name) => {
      const now = new Date();
      const file = this.#fileOf(name);
      // A disk that can only be read has no times of use to keep.
      const used = await stat(file).catch(() => undefined);
      if (used === undefined || now.getTime() - used.mtimeMs < useGrainMs) return;
      await utimes(file, now, now).catch(() => undefined);
    });
  }

  async *list(kind: EntryKind): AsyncGenerator<ListedEntry> {
    for (const folder of await namesIn(join(this.place, kind))) {
      const scope = scopeOfFolder(folder);
      if (scope === undefined) continue;
      for (const beginning of await namesIn(join(this.place, kind, folder))) {
        yield* await this.#listFolder(kind, scope, beginning);
      }
    }
  }

  async remove(name: EntryName): Promise<void> {
    await rm(this.#fileOf(name), { force: true });
  }

  async setAside(name: EntryName): Promise<void> {
    try {
      await rename(this.#fileOf(name), unfinishedPath(join(this.#aside, name.id)));
    } catch (error) {
      // Another server was quicker.
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  async revoke(writer: Writer): Promise<void> {
    const said = { writer, revokedAt: new Date().toISOString() };
    await writeFileAtomic(this.#revocationOf(writer), `${JSON.stringify(said)}\n`);
  }

  async isRevoked(writer: Writer): Promise<boolean> {
    return (await statOrNothing(this.#revocationOf(writer))) !== undefined;
  }

  async sweep(): Promise<void> {
    await removeUnfinished(this.uploads);
    for (const name of await namesIn(this.#aside)) {
      const file = join(this.#aside, name);
      const { ctimeMs } = (await statOrNothing(file)) ?? { ctimeMs: Date.now() };
      if (Date.now() - ctimeMs > asideMs) await rm(file, { force: true });
    }
  }

  async #openFile(name: EntryName) {
    let file: FileHandle;
    try {
      file = await open(this.#fileOf(name), 'r');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const header = Buffer.alloc(headerBytes);
      const { bytesRead } = await file.read(header, 0, headerBytes, 0);
      const record = readEntryHeader(header.subarray(0, bytesRead), name);
      const { size } = await file.stat();
      const whole = record !== undefined && size === headerBytes + record.bytes;
      return { file, record: whole ? record : ('damaged' as const) };
    } catch (error) {
      await file.close();
      if (errnoOf(error) === 'EIO') return undefined;
      throw error;
    }
  }

  async #listFolder(kind: EntryKind, scope: Scope, beginning: string): Promise<ListedEntry[]> {
    const folder = join(this.place, kind, scopeFolder(scope), beginning);
    const listed: ListedEntry[] = [];
    await eachBounded(await namesIn(folder), atOnce, async (id) => {
      const found = isEntryId(kind, id) ? await statOrNothing(join(folder, id)) : undefined;
      if (found === undefined) return;
      const bytes = Math.max(0, found.size - headerBytes);
      listed.push({ name: { kind, scope, id }, bytes, usedAt: found.mtimeMs });
    });
    return listed;
  }

  #fileOf({ kind, scope, id }: EntryName): string {
    return join(this.place, kind, scopeFolder(scope), firstTwo(id), id);
  }

  #revocationOf(writer: Writer): string {
    return join(this.#revoked, `${hash('sha256', writer)}.json`);
  }
}

/** Keeps each folder short. Hashes of Nx begin with any two digits, keys with any two hex digits. */
function firstTwo(id: string): string {
  return id.slice(0, 2);
}

/** The names in a folder; none where there is none. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

async function statOrNothing(file: string) {
  try {
    return await stat(file);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
