import { hash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isRunning, type ProcessOwner, thisProcess } from './process-owner.ts';

/** How a file under way ends, so that no pattern by extension takes it for a finished one. */
const unfinishedSuffix = '.part';

/** Of a file's name, so that the whole is no longer than a file system takes. */
const mostOfName = 40;

/** Where it says no more about who writes it, a file of this age is nobody's, in milliseconds. */
const forsakenMs = 24 * 60 * 60 * 1_000;

const unfinishedName = /^\..*\.([0-9a-f]{8})-(\d+)-(\d*)-[0-9a-f]{12}\.part$/s;

/**
 * A path beside a file under which it is written until it is whole. No other writer has it, and it names this
 * process, so that what is left when that is killed is known to be nobody's.
 */
export function unfinishedPath(file: string): string {
  const { pid, started } = thisProcess();
  const owner = `${place()}-${pid}-${started ?? ''}`;
  const name = `.${basename(file).slice(0, mostOfName)}.${owner}-${randomBytes(6).toString('hex')}`;
  return join(dirname(file), `${name}${unfinishedSuffix}`);
}

/** Removes what killed processes left unfinished in a folder; that of other machines when it is a day old. */
export async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, where, pid, started] = unfinishedName.exec(name) ?? [];
    if (where === undefined) continue;
    const owner: ProcessOwner = { pid: Number(pid), started: started || null };
    if (where === place() && isRunning(owner)) continue;
    const path = join(folder, name);
    if (where === place() || (await isForsaken(path))) {
      // What can't be tidied up is no reason not to write.
      await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

async function isForsaken(path: string): Promise<boolean> {
  // Its writer may be about to finish it.
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > forsakenMs,
    () => false,
  );
}

let known: string | undefined;

/** Where process numbers are the same: a machine, or a container. */
function place(): string {
  known ??= hash('sha256', `${hostname()}\0${processNamespace()}`).slice(0, 8);
  return known;
}

/** Two containers may have one name, and each a process 1 (pid_namespaces(7)). */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
