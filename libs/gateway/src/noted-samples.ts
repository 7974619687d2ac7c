import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenSample, GivenSamples } from '@audiobook/engines/endpoint/sample-uploads';
import { isRunning, thisProcess } from '@audiobook/files/process-owner';
import { z } from 'zod';

const Note = z.object({
  server: z.string(),
  name: z.string(),
  digest: z.string(),
  owner: z.object({ pid: z.number().int(), started: z.string().nullable() }),
});
type Note = z.infer<typeof Note>;

/**
 * Notes which samples servers have of this workspace, one file each, so that a gateway that is killed leaves
 * none behind for good: the next one finds the notes of processes that run no more.
 */
export class NotedSamples implements GivenSamples {
  readonly #folder: string;

  constructor(workspace: string) {
    this.#folder = join(workspace, '.audiobook', 'given-samples');
  }

  left(server: string): GivenSample[] {
    const notes = this.#notes().filter((note) => note.server === server);
    return notes.filter(({ owner }) => !isRunning(owner));
  }

  add(server: string, { name, digest }: GivenSample): void {
    const note: Note = { server, name, digest, owner: thisProcess() };
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(this.#file(server, name), JSON.stringify(note));
    } catch (error) {
      // It is deleted at the end of the run all the same, unless this process is killed.
      console.error(`a sample of ${server} is not noted: ${(error as Error).message}`);
    }
  }

  remove(server: string, name: string): void {
    try {
      rmSync(this.#file(server, name), { force: true });
    } catch {
      // The next gateway deletes in vain what is not there.
    }
  }

  #notes(): Note[] {
    let files: string[] = [];
    try {
      files = readdirSync(this.#folder);
    } catch {
      // Nothing was ever given.
    }
    return files.flatMap((file) => noteIn(join(this.#folder, file)) ?? []);
  }

  #file(server: string, name: string): string {
    const hash = createHash('sha256').update(`${server} ${name}`).digest('hex').slice(0, 24);
    return join(this.#folder, `${hash}.json`);
  }
}

/** Undefined where another process has just removed it, or not written it to its end. */
function noteIn(file: string): Note | undefined {
  try {
    return Note.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
