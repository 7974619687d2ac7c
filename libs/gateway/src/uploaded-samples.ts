import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleVoice } from '@audiobook/model/sample-voice';

/** How many are kept; whoever gives one more takes the place of the one that was used longest ago. */
const mostSamples = 64;
/** A sample that nobody has used for so long is forgotten, in milliseconds. */
const keptMs = 3_600_000;

/** The samples that other programs have given to the gateway: files in a folder that goes with it. */
export class UploadedSamples {
  readonly #folder: string;
  readonly #now: () => number;
  /** When each was used last, in milliseconds; the longest ago first. */
  readonly #used = new Map<string, number>();

  /** @param folder It need not be there yet. */
  constructor(folder: string, now: () => number = performance.now.bind(performance)) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Their names as voices. */
  get voices(): string[] {
    return [...this.#used.keys()].map(sampleVoice);
  }

  /** Whether it is here; it is kept for longer then. */
  use(digest: string): boolean {
    if (!this.#used.delete(digest)) return false;
    this.#used.set(digest, this.#now());
    return true;
  }

  /** Keeps a sample that has been checked. */
  async keep(bytes: Buffer): Promise<{ voice: string; isNew: boolean; dropped: string[] }> {
    const digest = createHash('sha256').update(bytes).digest('hex');
    const voice = sampleVoice(digest);
    if (this.use(digest)) return { voice, isNew: false, dropped: [] };
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#file(digest), bytes, { mode: 0o600 });
    this.#used.set(digest, this.#now());
    const tooMany = [...this.#used.keys()].slice(0, Math.max(0, this.#used.size - mostSamples));
    for (const old of tooMany) this.remove(old);
    return { voice, isNew: true, dropped: tooMany };
  }

  /** Undefined where it is not here. */
  async read(digest: string): Promise<Buffer | undefined> {
    if (!this.#used.has(digest)) return undefined;
    try {
      return await readFile(this.#file(digest));
    } catch {
      // Cleaned away with the temporary folder: whoever gave it gives it again.
      this.#used.delete(digest);
      return undefined;
    }
  }

  /** Whether it was here. */
  remove(digest: string): boolean {
    rmSync(this.#file(digest), { force: true });
    return this.#used.delete(digest);
  }

  /** Forgets those that nobody uses any more. */
  forgetUnused(): void {
    for (const [digest, used] of this.#used) {
      if (this.#now() - used > keptMs) this.remove(digest);
    }
  }

  #file(digest: string): string {
    return join(this.#folder, `${digest}.wav`);
  }
}
