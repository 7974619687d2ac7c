import type { ServerParts } from './server-parts.ts';
import { describeEntry, type EntryKind, type EntryName, type EntryRecord } from './store/entry.ts';
import type { OpenEntry } from './store/entry-store.ts';
import type { Access } from './token.ts';

/** An entry that counts, and what is in it. */
export interface FoundEntry {
  name: EntryName;
  opened: OpenEntry;
}

/** The first entry of an id in the scopes that a token reads. */
export async function findEntry(
  ...asked: Parameters<typeof findEntries>
): Promise<FoundEntry | undefined> {
  for await (const found of findEntries(...asked)) return found;
  return undefined;
}

/** The entries of an id in the scopes that a token reads, in their order; what is damaged or revoked counts as missing. */
export async function* findEntries(
  parts: ServerParts,
  { reads }: Access,
  kind: EntryKind,
  id: string,
): AsyncGenerator<FoundEntry> {
  for (const scope of reads) {
    const name = { kind, scope, id };
    const opened = await parts.store.open(name);
    if (opened === undefined) continue;
    if (await standing(parts, name, opened === 'damaged' ? opened : opened.record)) {
      yield { name, opened: opened as OpenEntry };
    } else if (opened !== 'damaged') {
      opened.body.destroy();
    }
  }
}

/**
 * Whether what there is of a name counts. A damaged entry is moved away, and one that a revoked writer had under way
 * while it was revoked is removed, so that neither is in the way of a sound one.
 */
export async function standing(
  { store, log }: ServerParts,
  name: EntryName,
  found: EntryRecord | 'damaged',
): Promise<boolean> {
  if (found === 'damaged') {
    log(`set aside ${describeEntry(name)}: its header is damaged`);
    await store.setAside(name);
    return false;
  }
  if (!(await store.isRevoked(found.writer))) return true;
  log(`removed ${describeEntry(name)}: its writer ${found.writer} is revoked`);
  await store.remove(name);
  return false;
}
