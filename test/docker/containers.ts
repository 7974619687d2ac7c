import { execFileSync } from 'node:child_process';
import type { Workspace } from '../rig/workspace.ts';

/** A container of a workspace's gateway. */
export interface Container {
  id: string;
  /** The slot's part of its name. */
  key: string;
}

/** Runs Docker's client. */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The containers that a workspace has, by the label that names their owner. */
export function containersOf({ root }: Pick<Workspace, 'root'>): Container[] {
  const listed = docker(
    ...['ps', '--no-trunc', '--filter=label=audiobook.owner'],
    '--format={{.ID}}\t{{.Label "audiobook.key"}}\t{{.Label "audiobook.owner"}}',
  );
  return listed.split('\n').flatMap((line) => {
    const [id = '', key = '', owner = ''] = line.split('\t');
    return owner.startsWith(`${root} of `) ? [{ id, key }] : [];
  });
}
