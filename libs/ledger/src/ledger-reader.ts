import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerEntry } from '@audiobook/model/ledger';

/** Where the ledgers of a workspace lie, one folder a book. */
export function ledgerFolder(workspace: string): string {
  return join(workspace, '.audiobook', 'ledger');
}

interface Known {
  mtimeMs: number;
  entry: LedgerEntry | undefined;
}

/** Reads the ledgers of a workspace, and again only those that have changed. */
export class LedgerReader {
  readonly #folder: string;
  #known = new Map<string, Known>();

  constructor(workspace: string) {
    this.#folder = ledgerFolder(workspace);
  }

  /** All entries but those in files that `isOwn`, whose readers know better; what can't be read is none. */
  read(isOwn: (file: string) => boolean = () => false): LedgerEntry[] {
    const known = new Map<string, Known>();
    for (const file of ledgerFilesIn(this.#folder)) {
      if (isOwn(file)) continue;
      const mtimeMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      const before = this.#known.get(file);
      known.set(file, before?.mtimeMs === mtimeMs ? before : { mtimeMs, entry: entryIn(file) });
    }
    this.#known = known;
    return [...known.values()].flatMap(({ entry }) => entry ?? []);
  }
}

/** The files of all books, of a folder that need not exist. */
export function ledgerFilesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true }).map(String);
    return names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Undefined where it was removed meanwhile, or is of another version. */
export function entryIn(file: string): LedgerEntry | undefined {
  try {
    return LedgerEntry.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
