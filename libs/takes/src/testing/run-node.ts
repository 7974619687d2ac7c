import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

type Child = ChildProcessByStdio<null, Readable, null>;

/** Starts a script of this folder in a process of its own. */
export function startNode(script: string, args: readonly string[]): Child {
  return spawn(process.execPath, [pathOf(script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Runs a script of this folder to its end and returns what it printed. */
export async function runNode(script: string, args: readonly string[]): Promise<string> {
  return await text(startNode(script, args).stdout);
}

/** The same with a limit on the size of files that it writes, in units of 512 bytes. */
export async function runNodeWithFileLimit(
  script: string,
  args: readonly string[],
  blocks: number,
): Promise<string> {
  const limited = `ulimit -f ${blocks} && exec "$0" "$@"`;
  const command = ['-c', limited, process.execPath, pathOf(script), ...args];
  return await text(spawn('/bin/sh', command, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout);
}

function pathOf(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url));
}
