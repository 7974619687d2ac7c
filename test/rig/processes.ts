import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Workspace } from './workspace.ts';

/** What a process of a workspace is; `other` is a shell between two of them and the like. */
export type ProcessKind =
  | 'nx'
  | 'task'
  | 'starter'
  | 'gateway'
  | 'sender'
  | 'voice'
  | 'ffmpeg'
  | 'other';

/** A process that belongs to a workspace. */
export interface WorkspaceProcess {
  pid: number;
  parent: number;
  kind: ProcessKind;
  command: string;
}

const kinds: readonly [ProcessKind, RegExp][] = [
  ['starter', /libs\/gateway\/src\/start\.ts/],
  ['sender', /libs\/pipeline\/src\/messages\/(start-)?sender\.ts/],
  ['gateway', /libs\/gateway\/src\/main\.ts/],
  ['voice', /libs\/engines\/src\/espeak-ng\/child\.ts/],
  ['task', /nx\/dist\/src\/tasks-runner\/fork\.js|run-executor\.js/],
  ['nx', /\.bin\/nx |nx\/dist\/bin\/nx\.js/],
  ['ffmpeg', /^\S*ffmpeg /],
];

/**
 * The processes whose command line or working folder names the workspace, without those that have
 * ended and that nobody has waited for. Servers that a test started itself are none of them.
 */
export function processesOf({ root }: Pick<Workspace, 'root'>): WorkspaceProcess[] {
  const home = dirname(root);
  const listed = execFileSync('ps', ['-axww', '-o', 'pid=,ppid=,state=,args='], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return listed.split('\n').flatMap((line) => {
    const [, pid, parent, state, command = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state?.startsWith('Z')) return [];
    if (!command.includes(home) && !folderOf(pid).startsWith(home)) return [];
    const kind = kinds.find(([, pattern]) => pattern.test(command))?.[0] ?? 'other';
    return [{ pid: Number(pid), parent: Number(parent), kind, command }];
  });
}

/** Where a process works, on systems that have /proc. */
function folderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
