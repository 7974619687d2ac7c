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

/** Starts a workspace's Nx as the leader of a process group, so that a test can end all of it. */
export function startNx(root: string, env: NodeJS.ProcessEnv, args: string[]) {
  return execa(join(root, 'node_modules', '.bin', 'nx'), args, {
    cwd: root,
    env,
    extendEnv: false,
    all: true,
    reject: false,
    detached: true,
  });
}

/** Waits for a command's end and collects what it printed. */
export async function finished(nx: NxProcess): Promise<Finished> {
  const { exitCode, all } = await nx;
  return { code: exitCode ?? null, output: stripVTControlCharacters(all) };
}
