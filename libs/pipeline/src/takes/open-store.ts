import { homedir } from 'node:os';
import type { DamagedTake } from '@audiobook/takes/fetch-take';
import { openTakeStore, type TakeStore } from '@audiobook/takes/take-store';
import { takeStoreRoot } from '@audiobook/takes/take-store-location';
import type { EmitEvent } from '../stage-event.ts';
import { sharedTakeServer } from './shared-take-server.ts';

/** The folder of this user's take store. */
function userStoreRoot(workspace: string): string {
  const { env, platform } = process;
  return takeStoreRoot({ env, platform, home: homedir(), workspaceRoot: workspace });
}

/**
 * Opens this user's take store, with the shared takes of the workspace behind it; takes that can't be used, and a server that
 * can't be asked, are told as notices.
 */
export function openUserStore(workspace: string, emit: EmitEvent): TakeStore {
  const root = userStoreRoot(workspace);
  const told = new Set<string>();
  const tell = (message: string) => {
    if (!told.has(message)) emit({ kind: 'notice', message });
    told.add(message);
  };
  return openTakeStore(root, {
    shared: () => sharedTakeServer(workspace, tell),
    onUnshared: tell,
    onDamaged: (take) => tell(describeUnusable(root, take)),
  });
}

/** Takes of a newer version come by the hundred, and are told of once. */
function describeUnusable(root: string, { key, state, reason }: DamagedTake): string {
  switch (state) {
    case 'damaged':
      return `The take ${key} is damaged (${reason}) and is made again.`;
    case 'unreadable':
      return `The take ${key} can’t be read: ${reason}.`;
    case 'newer':
      return `The take store ${root} holds takes of a newer version of this tool, which this one can’t read. They stay as they are: update this clone.`;
    default:
      return state satisfies never;
  }
}
