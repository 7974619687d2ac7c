import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';

/** A running Nx; a failure is a result. */
export type NxProcess = ReturnType<typeof startNx>;

/** What a command printed and how it ended. */
export interface Finished {
  /** Null when a signal ended it. */
  code: number | null;
  /** Without colours. */
  output: string;
}

/**
 * Starts a workspace's Nx as the leader of a process group, so that a test can end all of it.
 *
 * It prints to a file beside the workspace: when Nx ends it does not wait until what it printed last
 * has left a pipe.
 */
export function startNx(root: string, env: NodeJS.ProcessEnv, args: string[]) {
  const outputFile = join(root, '..', `nx-output-${randomUUID()}.txt`);
  // Execa takes any descriptor, but its types name those up to 9 alone.
  const output = openSync(outputFile, 'a') as 9;
  const child = execa(join(root, 'node_modules', '.bin', 'nx'), args, {
    cwd: root,
    env,
    extendEnv: false,
    stdout: output,
    stderr: output,
    reject: false,
    detached: true,
  });
  closeSync(output);
  return Object.assign(child, { outputFile });
}

/** Waits for a command's end and collects what it printed. */
export async function finished(nx: NxProcess): Promise<Finished> {
  const { exitCode } = await nx;
  const output = stripVTControlCharacters(await readFile(nx.outputFile, 'utf8'));
  return { code: exitCode ?? null, output };
}
