/**
 * Shares the machine's cores among all processes of a user.
 *
 * There are as many tokens as cores, each a file that names its owner and appears whole or not at
 * all (link(2)). A token whose owner has died is free. A process without a token leaves a file that
 * says so; holders see it and give way.
 */

import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessOwner, thisProcess } from '@audiobook/files/process-owner';
import { fail, ok, type Result } from '@audiobook/model/result';

/** The right to keep one core busy. */
export interface CoreToken {
  release(): void;
}

interface Owner extends ProcessOwner {
  id: string;
}

const pollMs = 100;
/** What the file system says when another process was first, and when the folder was cleaned. */
const taken = 'EEXIST';
const cleanedAway = 'ENOENT';
const doing = 'waiting for a free core';

export class CoreTokens {
  readonly cores: number;
  readonly #folder: string;
  readonly #process = thisProcess();

  /** `folder` is the same for all who share; it is made if it is not there. */
  constructor(options: { cores: number; folder: string }) {
    this.cores = options.cores;
    this.#folder = options.folder;
  }

  /**
   * Waits for a first token, in the order of asking. Those who have one give way within seconds, so
   * this takes no longer than they need for that. Fails with `cancelled`, and with `engine-failed`
   * when the folder cannot be written to, or has no hard links.
   */
  async acquire(signal: AbortSignal): Promise<Result<CoreToken>> {
    const marker = `wait-${Date.now().toString().padStart(15, '0')}-${randomUUID()}`;
    try {
      this.#write(marker, marker);
      for (let patience = 0; !signal.aborted; ) {
        const free = this.#free().length;
        patience = free > 0 ? patience + 1 : 0;
        const before = this.#waiting().indexOf(marker);
        // Whoever is first but does not take what is free may be stopped: pass it after a while.
        const token = free > before || patience > before + 2 ? this.#take() : undefined;
        if (token) return ok(token);
        await delay(pollMs, undefined, { signal }).catch(() => undefined);
      }
      return fail({ kind: 'cancelled', doing });
    } catch (error) {
      const remedy =
        'see that the folder can be written to and the disk is not full, or set TMPDIR (and XDG_RUNTIME_DIR, if set) to folders on a disk with hard links';
      return fail({ kind: 'engine-failed', doing, found: String(error), remedy });
    } finally {
      this.#remove(marker);
    }
  }

  /** A further token, if one is free and nobody waits for a first. */
  tryAcquire(): CoreToken | undefined {
    if (this.#waiting().length > 0) return undefined;
    try {
      return this.#take();
    } catch {
      // Whoever has a token goes on with it; acquire() tells what is wrong.
      return undefined;
    }
  }

  /** Whether a process waits for a first token, and none is free for it. */
  wanted(): boolean {
    const waiting = this.#waiting().length;
    return waiting > 0 && waiting > this.#free().length;
  }

  /** Nothing when all are taken; throws when the folder can't be used. */
  #take(): CoreToken | undefined {
    if (this.#free().length === 0) return undefined;
    const id = randomUUID();
    const claim = `claim-${id}`;
    try {
      this.#write(claim, id);
      const name = this.#free().find((free) => this.#claim(claim, free));
      return name === undefined ? undefined : { release: () => this.#release(name, id) };
    } catch (error) {
      if (codeOf(error) === cleanedAway) return undefined;
      throw error;
    } finally {
      this.#remove(claim);
    }
  }

  #claim(claim: string, name: string): boolean {
    const owner = this.#read(name);
    if (owner && !isRunning(owner)) this.#clear(claim, name, owner);
    return this.#link(claim, name);
  }

  /** Takes a dead owner's token away. Only one process may, or it could take away the next one's. */
  #clear(claim: string, name: string, dead: Owner): void {
    const right = `clear-${dead.id}`;
    if (!this.#link(claim, right)) return;
    if (this.#read(name)?.id === dead.id) this.#remove(name);
    this.#remove(right);
  }

  #release(name: string, id: string): void {
    if (this.#read(name)?.id === id) this.#remove(name);
  }

  #free(): string[] {
    const names = Array.from({ length: this.cores }, (_, index) => `core-${index}`);
    return names.filter((name) => {
      const owner = this.#read(name);
      return !owner || !isRunning(owner);
    });
  }

  /** Markers of the processes that wait, the longest waiting first. */
  #waiting(): string[] {
    const waiting: string[] = [];
    for (const name of this.#list().sort()) {
      if (name.startsWith('core-')) continue;
      const owner = this.#read(name);
      const abandoned = owner ? !isRunning(owner) : isOldMarker(name);
      if (abandoned) this.#remove(name);
      else if (name.startsWith('wait-')) waiting.push(name);
    }
    return waiting;
  }

  #list(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      return [];
    }
  }

  #write(name: string, id: string): void {
    const owner: Owner = { ...this.#process, id };
    // Temporary folders are cleaned while we run.
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.#folder, name), JSON.stringify(owner), { flag: 'wx' });
  }

  #link(from: string, to: string): boolean {
    try {
      linkSync(join(this.#folder, from), join(this.#folder, to));
      return true;
    } catch (error) {
      if (codeOf(error) === taken || codeOf(error) === cleanedAway) return false;
      throw error;
    }
  }

  /** Who owns a file; nothing when it is gone, or is being written at this moment. */
  #read(name: string): Owner | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#folder, name), 'utf8'));
    } catch {
      return undefined;
    }
  }

  #remove(name: string): void {
    try {
      rmSync(join(this.#folder, name), { force: true });
    } catch {
      // It stays, and counts for nothing once this process has ended.
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** A marker whose owner can't be read is being written, or its writer was killed while it was. */
function isOldMarker(name: string): boolean {
  const since = Number(/^wait-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
  return Date.now() - since > 10_000;
}
