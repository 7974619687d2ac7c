import type { Readable } from 'node:stream';
import type { Scope } from '../scope.ts';
import type { Writer } from '../writer.ts';
import type { EntryKind, EntryName, EntryRecord } from './entry.ts';

/** A file that came in whole, with room for a header in front of its bytes; whoever has it removes it. */
export interface Upload {
  path: string;
  record: EntryRecord;
}

/** An entry that is being read: its bytes as they are kept, which nobody has checked yet. */
export interface OpenEntry {
  record: EntryRecord;
  body: Readable;
}

/** An entry as it is listed. */
export interface ListedEntry {
  name: EntryName;
  bytes: number;
  /** When it was written or read last, in milliseconds since 1970; late by `useGrainMs` at most. */
  usedAt: number;
}

/**
 * Entries by name, which any number of server processes share. An entry is there whole or not at all, with what
 * the server knows of it, and the first one of a name stays.
 *
 * All of it rejects with the system's error where the disk or the service fails.
 */
export interface EntryStore {
  /** Where it is, for people. */
  readonly place: string;
  /** The folder for uploads under way; on the file system that they can be moved from. */
  readonly uploads: string;

  /** Makes what is needed, and sees that the store can do what it has to. Returns why it can't. */
  prepare(): Promise<string | undefined>;

  /** Keeps an upload unless there is an entry of that name. */
  put(name: EntryName, upload: Upload): Promise<'stored' | 'taken'>;

  /** `damaged`: there is something, and it does not say what. */
  record(name: EntryName): Promise<EntryRecord | 'damaged' | undefined>;

  open(name: EntryName): Promise<OpenEntry | 'damaged' | undefined>;

  /** Those ids that there are entries of. */
  which(kind: EntryKind, scope: Scope, ids: ReadonlySet<string>): Promise<Set<string>>;

  /** Notes that entries are used, if what is noted is older than `useGrainMs`. */
  use(names: readonly EntryName[]): Promise<void>;

  list(kind: EntryKind): AsyncIterable<ListedEntry>;

  remove(name: EntryName): Promise<void>;

  /** Moves an entry away that is not what it says it is; it is kept for whoever looks into it. */
  setAside(name: EntryName): Promise<void>;

  /** From now on nothing of that writer counts. */
  revoke(writer: Writer): Promise<void>;

  /** Whether a writer is revoked: seconds after `revoke` at the latest. */
  isRevoked(writer: Writer): Promise<boolean>;

  /** Removes what killed servers left, and what was set aside a month ago. */
  sweep(): Promise<void>;
}

/** How exactly times of use are noted, in milliseconds. */
export const useGrainMs = 6 * 60 * 60 * 1_000;

/** What was set aside is kept so long, in milliseconds. */
export const asideMs = 30 * 24 * 60 * 60 * 1_000;
