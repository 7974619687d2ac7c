import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { LedgerReader, ledgerFolder } from '@audiobook/ledger/ledger-reader';
import type { LedgerEntry } from '@audiobook/model/ledger';

/** The ledger of a workspace as files: those of this gateway, and those of all others. */
export class LedgerFiles {
  readonly #folder: string;
  readonly #reader: LedgerReader;
  /** What ends the names of this gateway's files, which nobody else writes while it runs. */
  readonly #ending = `.${randomBytes(4).toString('hex')}.json`;
  readonly #written = new Map<string, string>();

  constructor(workspace: string) {
    this.#folder = ledgerFolder(workspace);
    this.#reader = new LedgerReader(workspace);
  }

  /** What other gateways of this workspace have spent. */
  others(): LedgerEntry[] {
    return this.#reader.read((file) => file.endsWith(this.#ending));
  }

  /** Writes the entries that have changed. Rejects where the disk does not let it. */
  async write(entries: readonly LedgerEntry[]): Promise<void> {
    for (const entry of entries) {
      const text = JSON.stringify(entry);
      const file = join(this.#folder, safe(entry.book), `${safe(entry.run)}${this.#ending}`);
      if (this.#written.get(file) === text) continue;
      await writeJson(file, entry);
      this.#written.set(file, text);
    }
  }
}

/** A name for a file that is another for every other name. */
function safe(name: string): string {
  if (/^[a-zA-Z0-9_][\w.-]{0,99}$/.test(name)) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.replace(/[^\w-]+/g, '-').slice(0, 60)}~${hash}`;
}
